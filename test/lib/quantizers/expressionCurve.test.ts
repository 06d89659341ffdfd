import { expect } from 'chai';
import fc from 'fast-check';
import { OptionRangeError, OptionTypeError } from '../../../lib/errors.js';
import { companded, expressionCurve } from '../../../lib/quantizers/index.js';
import { range } from '../../../lib/range.js';

const SEED = 20240708;
const UNIT = range(-1, 1);

/** What a rejected promise was rejected with. */
async function rejection(expression: unknown): Promise<unknown> {
  try {
    await expressionCurve(expression as string);
  } catch (error) {
    return error;
  }
  return expect.fail(`accepted ${String(expression)}`);
}

describe('expressionCurve', () => {
  // the first import of mathjs takes a second or more
  before(() => expressionCurve('x'));

  it('computes what the expression says', async () => {
    const rows: readonly (readonly [string, (x: number) => number])[] = [
      ['log1p(255x) / log(256)', x => Math.log1p(255 * x) / Math.log(256)],
      ['sign(x) * sqrt(abs(x))', x => Math.sign(x) * Math.sqrt(Math.abs(x))],
      ['-x^2', x => -(x ** 2)],
      ['2^x^2', x => 2 ** (x ** 2)],
      ['2 pi x + e', x => 2 * Math.PI * x + Math.E],
      ['pow(x, 3) - +x / (1 + x)', x => x ** 3 - x / (1 + x)],
      ['min(x, 0.5) + max(x, .25)', x => Math.min(x, 0.5) + Math.max(x, 0.25)],
      ['tanh(3x) + asinh(x) + atan(x) + cbrt(x)', x => Math.tanh(3 * x) + Math.asinh(x) + Math.atan(x) + Math.cbrt(x)],
      [
        'exp(x) + expm1(x) + log2(1 + x) + log10(1 + x)',
        x => Math.exp(x) + Math.expm1(x) + Math.log2(1 + x) + Math.log10(1 + x),
      ],
      ['1e-3 x', x => 1e-3 * x],
    ];
    for (const [expression, f] of rows) {
      const { compress } = await expressionCurve(expression);
      for (const x of [0.0625, 0.3, 0.5, 1]) expect(compress(x), expression).to.equal(f(x));
    }
  });

  it('knows the derivative of everything it takes', async () => {
    const all = [
      'x',
      '3',
      'x + x^2',
      'x - 2x',
      'x * exp(x)',
      '(1 + x) / (2 + x)',
      'x^0.5',
      '2^x',
      'x^x',
      '-x',
      '+x',
      'abs(x - 2)',
      'sqrt(x)',
      'cbrt(x)',
      'exp(2x)',
      'expm1(x)',
      'log(1 + x)',
      'log1p(x^2)',
      'log2(2 + x)',
      'log10(x)',
      'tanh(3x)',
      'asinh(2x)',
      'atan(x^2)',
      'sign(x)',
      'pow(x, 2.5)',
      'min(x^2, x)',
      'max(x^2, x)',
    ];
    for (const expression of all) {
      const { compress, derivative } = await expressionCurve(expression);
      for (const x of [0.1, 0.37, 0.8]) {
        // central difference: h^2 f'''/6 <= 1e-8 for these, rounding 1e-16 / h
        const h = 1e-5;
        const slope = (compress(x + h) - compress(x - h)) / (2 * h);
        expect(derivative(x), `${expression} at ${x}`).to.be.closeTo(slope, 1e-7 * Math.max(1, Math.abs(slope)));
      }
    }
  });

  it('keeps the derivative of a power right at 0, where a factor of it is infinite', async () => {
    const slopeAt0 = async (expression: string) => (await expressionCurve(expression)).derivative(0);
    expect([await slopeAt0('x^2'), await slopeAt0('x^1'), await slopeAt0('2^x'), await slopeAt0('5')]).to.deep.equal([
      0,
      1,
      Math.LN2,
      0,
    ]);
  });

  it('serves companded, per the mu-law expression as per the function', async () => {
    const fromText = companded({ ...(await expressionCurve('log1p(255 x)')), bits: 8 }).design(UNIT);
    const fromCode = companded({ compress: x => Math.log1p(255 * x), bits: 8 }).design(UNIT);
    expect(fromText).to.deep.equal(fromCode);
  });

  it('lets companded refuse a curve that falls, by its values or by its derivative', async () => {
    const curve = async (expression: string) => companded(await expressionCurve(expression));
    const failure = async (expression: string) =>
      curve(expression).then(
        () => 'accepted',
        (error: Error) => error.message,
      );
    expect(await failure('x - x^2')).to.match(/compress must rise/);
    expect(await failure('1 / x')).to.match(/compress must be finite/);
    expect(await failure('3')).to.match(/compress must rise/);
    // a dip narrower than the distance of the points where the curve is tried; its slope shows at the point in it
    expect(await failure('x - 0.0001 tanh(100000 (x - 0.5))')).to.match(/derivative must not be negative/);
  });

  it('refuses what is not arithmetic on x, before anything of it runs', async () => {
    const hostile: readonly (readonly [string, RegExp])[] = [
      ['import("fs")', /made of letters, digits, spaces and .*, got "\\""$/],
      ['x = 3', /got "="$/],
      ['f(x) = x', /got "="$/],
      ['[x, x]', /got "\["$/],
      ['{a: x}', /got "{"$/],
      ['x; x', /got ";"$/],
      ['x\nx', /got "\\n"$/],
      ['x > 0.5 ? x : 1', /got ">"$/],
      ["x'", /got "'"$/],
      ['x!', /got "!"$/],
      ['sum(1:1e9)', /got ":"$/],
      ['x_1', /got "_"$/],
      ['ones(30000, 30000)', /made of abs, sqrt, .*, got "ones"$/],
      ['evaluate(x)', /got "evaluate"$/],
      ['parse(x)', /got "parse"$/],
      ['simplify(x)', /got "simplify"$/],
      ['createUnit(x)', /got "createUnit"$/],
      ['random(x)', /got "random"$/],
      ['sin(x)', /got "sin"$/],
      ['add(x, 1)', /got "add"$/],
      ['unaryMinus(x)', /got "unaryMinus"$/],
      ['x(2)', /got "x"$/],
      ['constructor', /made of the symbols x, pi and e, got "constructor"$/],
      ['toString(x)', /got "toString"$/],
      ['hasOwnProperty(x)', /got "hasOwnProperty"$/],
      ['x.constructor', /got "AccessorNode"$/],
      ['x.sqrt(3)', /got "AccessorNode"$/],
      ['x.constructor.constructor(x)', /got "AccessorNode"$/],
      ['y', /got "y"$/],
      ['i', /got "i"$/],
      ['5 cm', /got "cm"$/],
      ['x to x', /got "to"$/],
      ['x mod 2', /got "mod"$/],
      ['not x', /got "not"$/],
      ['true', /made of finite numbers, got true$/],
      ['null', /made of finite numbers, got null$/],
      ['NaN', /made of finite numbers, got NaN$/],
      ['1e400', /made of finite numbers, got Infinity$/],
      ['', /made of finite numbers, got undefined$/],
      ['(x', /must be a formula, got "\(x"$/],
      ['x +', /must be a formula/],
      ['sqrt(x, x)', /given 1 arguments for sqrt, got 2$/],
      ['pow(x)', /given 2 arguments for pow, got 1$/],
      ['min(x, x, x)', /given 2 arguments for min, got 3$/],
      ['x'.repeat(201), /at most 200 characters, got 201$/],
      [Array.from({ length: 60 }, () => 'x').join('+'), /at most 100 numbers, symbols and operations/],
    ];
    for (const [expression, message] of hostile) {
      const error = await rejection(expression);
      expect(error, expression).to.be.instanceOf(OptionRangeError);
      expect((error as Error).message, expression)
        .to.match(/^expressionCurve: expression must be /)
        .and.match(message);
    }
    for (const kind of [undefined, null, 3, {}, ['x'], { toString: () => 'x' }]) {
      expect(await rejection(kind)).to.be.instanceOf(OptionTypeError);
    }
  });

  it('stands deep nesting', async () => {
    const { compress } = await expressionCurve(`${'('.repeat(98)}x${')'.repeat(98)}`);
    expect(compress(0.5)).to.equal(0.5);
    expect(await rejection(`${'-'.repeat(199)}x`)).to.be.instanceOf(OptionRangeError);
  });

  it('gives a number or a typed error for any text over its alphabet', async () => {
    const words = [
      'x',
      'pi',
      'e',
      '1',
      '.5',
      '+',
      '-',
      '*',
      '/',
      '^',
      '(',
      ')',
      ',',
      ' ',
      'sqrt',
      'log',
      'min',
      'pow',
      'sin',
      'import',
      '.',
      '2',
    ];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...words), { maxLength: 14 }), async parts => {
        try {
          const { compress, derivative } = await expressionCurve(parts.join(''));
          expect(compress(0.3)).to.be.a('number');
          expect(derivative(0.3)).to.be.a('number');
        } catch (error) {
          expect(error).to.be.instanceOf(OptionRangeError);
        }
      }),
      { numRuns: 3000, seed: SEED },
    );
  });
});
