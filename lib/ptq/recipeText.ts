import { type Recipe, recipeOf } from './recipe.js';

/** A recipe in a line: `int8` where nothing else is said, and what differs from that as JSON. */
export function recipeText(recipe: Recipe): string {
  const plain = recipeOf() as unknown as Readonly<Record<string, unknown>>;
  const own = Object.entries(recipe).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(plain[key]));
  return own.length === 0 ? 'int8' : `int8 but ${JSON.stringify(Object.fromEntries(own))}`;
}
