import { show } from '../check.js';
import { OptionRangeError, OptionTypeError } from '../errors.js';

/** A curve and its derivative, as {@link companded} takes them. */
export interface ExpressionCurve {
  readonly compress: (x: number) => number;
  readonly derivative: (x: number) => number;
}

/** A function and its derivative at x. */
type Dual = (x: number) => readonly [value: number, slope: number];

/** What is read of a parsed expression; everything else of it is never touched. */
interface Node {
  readonly type: string;
  readonly value?: unknown;
  readonly name?: unknown;
  readonly fn?: unknown;
  readonly args?: readonly Node[];
  readonly content?: Node;
}

const LONGEST = 200;
const MOST_NODES = 100;

const SYMBOLS = new Map<string, Dual>([
  ['x', x => [x, 1]],
  ['pi', () => [Math.PI, 0]],
  ['e', () => [Math.E, 0]],
]);

/** Functions of one argument: value, and derivative from the argument u and the value y. */
const UNARY = new Map<string, readonly [f: (u: number) => number, slope: (u: number, y: number) => number]>([
  ['abs', [Math.abs, u => Math.sign(u)]],
  ['sqrt', [Math.sqrt, (_, y) => 0.5 / y]],
  ['cbrt', [Math.cbrt, (_, y) => 1 / (3 * y * y)]],
  ['exp', [Math.exp, (_, y) => y]],
  ['expm1', [Math.expm1, u => Math.exp(u)]],
  ['log', [Math.log, u => 1 / u]],
  ['log1p', [Math.log1p, u => 1 / (1 + u)]],
  ['log2', [Math.log2, u => 1 / (u * Math.LN2)]],
  ['log10', [Math.log10, u => 1 / (u * Math.LN10)]],
  ['tanh', [Math.tanh, u => 1 / Math.cosh(u) ** 2]],
  ['asinh', [Math.asinh, u => 1 / Math.hypot(u, 1)]],
  ['atan', [Math.atan, u => 1 / (1 + u * u)]],
  ['sign', [Math.sign, () => 0]],
  ['unaryMinus', [u => -u, () => -1]],
  ['unaryPlus', [u => u, () => 1]],
]);

/** Functions of two arguments: value, and the derivative from both arguments and their derivatives. */
const BINARY = new Map<
  string,
  readonly [f: (u: number, v: number) => number, slope: (u: number, v: number, du: number, dv: number) => number]
>([
  ['add', [(u, v) => u + v, (_u, _v, du, dv) => du + dv]],
  ['subtract', [(u, v) => u - v, (_u, _v, du, dv) => du - dv]],
  ['multiply', [(u, v) => u * v, (u, v, du, dv) => du * v + u * dv]],
  ['divide', [(u, v) => u / v, (u, v, du, dv) => (du * v - u * dv) / (v * v)]],
  ['pow', [Math.pow, powSlope]],
  ['min', [Math.min, (u, v, du, dv) => (u <= v ? du : dv)]],
  ['max', [Math.max, (u, v, du, dv) => (u >= v ? du : dv)]],
]);

/** (u^v)' = v u^(v-1) u' + u^v ln(u) v'; a part that is multiplied by 0 is 0, so x^2 and 2^x hold everywhere. */
function powSlope(u: number, v: number, du: number, dv: number): number {
  return (du === 0 ? 0 : v * u ** (v - 1) * du) + (dv === 0 ? 0 : u ** v * Math.log(u) * dv);
}

const OPERATORS: readonly string[] = ['add', 'subtract', 'multiply', 'divide', 'pow', 'unaryMinus', 'unaryPlus'];
const FUNCTIONS = [...UNARY.keys(), ...BINARY.keys()].filter(name => name === 'pow' || !OPERATORS.includes(name));

/**
 * A curve from an expression in x, such as `log1p(255 x)`, for {@link companded}: `companded(await
 * expressionCurve('...'))`.
 *
 * Safe for expressions from outside: mathjs, loaded at the first call, only parses; of what it gives, numbers, the symbols
 * x, pi and e, the operators + - * / ^ and the functions abs, sqrt, cbrt, exp, expm1, log, log1p, log2, log10, tanh, asinh,
 * atan, sign (one argument), pow, min, max (two) are turned into arithmetic here, and all else is refused. At most 200
 * characters and 100 nodes. The derivative follows the rules of each function, exactly as far as doubles go.
 *
 * @returns rejects with a RangeError that says which part of the expression is not allowed
 */
export async function expressionCurve(expression: string): Promise<ExpressionCurve> {
  if (typeof expression !== 'string') {
    throw new OptionTypeError(`expressionCurve: expression must be a string, got ${show(expression)}`);
  }
  if (expression.length > LONGEST) refuse(`at most ${LONGEST} characters`, expression.length);
  const foreign = /[^a-z0-9+\-*/^()., ]/i.exec(expression);
  if (foreign) refuse('made of letters, digits, spaces and + - * / ^ ( ) . ,', foreign[0]);
  const { parse } = await import('mathjs');
  let tree: Node;
  try {
    tree = parse(expression);
  } catch (cause) {
    throw new OptionRangeError(`expressionCurve: expression must be a formula, got ${show(expression)}`, { cause });
  }
  let nodes = 0;

  function build(node: Node): Dual {
    if (++nodes > MOST_NODES) refuse(`at most ${MOST_NODES} numbers, symbols and operations`, expression);
    switch (node.type) {
      case 'ConstantNode':
        return constant(node.value);
      case 'SymbolNode':
        return SYMBOLS.get(node.name as string) ?? refuse('made of the symbols x, pi and e', node.name);
      case 'ParenthesisNode':
        return build(node.content as Node);
      case 'OperatorNode':
        return apply(node.fn, OPERATORS, node.args ?? []);
      case 'FunctionNode':
        return apply(nameOf(node.fn as Node), FUNCTIONS, node.args ?? []);
      default:
        return refuse('made of numbers, symbols, operators and functions', node.type);
    }
  }

  function apply(name: unknown, allowed: readonly string[], args: readonly Node[]): Dual {
    if (!allowed.includes(name as string)) refuse(`made of ${allowed.join(', ')}`, name);
    const [unary, binary] = [UNARY.get(name as string), BINARY.get(name as string)];
    if (unary && args.length === 1) {
      const [u, [f, slope]] = [build(args[0]), unary];
      return x => {
        const [value, du] = u(x);
        const y = f(value);
        return [y, du === 0 ? 0 : slope(value, y) * du];
      };
    }
    if (binary && args.length === 2) {
      const [u, v, [f, slope]] = [build(args[0]), build(args[1]), binary];
      return x => {
        const [a, da] = u(x);
        const [b, db] = v(x);
        return [f(a, b), slope(a, b, da, db)];
      };
    }
    return refuse(`given ${unary ? 1 : 2} arguments for ${name as string}`, args.length);
  }

  const dual = build(tree);
  return { compress: x => dual(x)[0], derivative: x => dual(x)[1] };
}

/** The name of a called function; a call of anything but a plain name has none. */
function nameOf(called: Node): unknown {
  return called.type === 'SymbolNode' ? called.name : called.type;
}

function constant(value: unknown): Dual {
  if (typeof value !== 'number' || !Number.isFinite(value)) return refuse('made of finite numbers', value);
  return () => [value, 0];
}

function refuse(rule: string, got: unknown): never {
  throw new OptionRangeError(`expressionCurve: expression must be ${rule}, got ${show(got)}`);
}
