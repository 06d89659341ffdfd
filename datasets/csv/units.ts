/**
 * Splits a unit off a column header: `temp [degC]` is `temp` in degC, `ax (g)` is `ax` in g.
 *
 * Only brackets and parentheses at the end are taken: `ax_mg` may be a name. Digits alone are a number, not a unit.
 */
export function splitUnit(header: string): { readonly name: string; readonly unit: string } {
  const text = header.trim();
  const found = /^(.*\S)\s*(?:\[([^\][]{1,24})\]|\(([^()]{1,24})\))$/.exec(text);
  const unit = (found?.[2] ?? found?.[3] ?? '').trim();
  return found && unit !== '' && !/^\d+$/.test(unit) ? { name: found[1], unit } : { name: text, unit: '' };
}
