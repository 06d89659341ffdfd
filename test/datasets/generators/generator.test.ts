import { expect } from 'chai';
import { generate, streamOf } from '../../../datasets/generators/generator.js';

describe('generate', () => {
  it('makes the state once for each iteration, not when it is called', () => {
    let begun = 0;
    const source = generate('test', { channels: 1 }, { samples: 4, frameLength: 2 }, () => {
      begun++;
      return (data, length, start) => {
        for (let i = 0; i < length; i++) data[i] = start + i;
      };
    });
    expect(begun).to.equal(0);
    expect([...source].map(f => [...f.data])).to.deep.equal([
      [0, 1],
      [2, 3],
    ]);
    expect([...source]).to.have.length(2);
    expect(begun).to.equal(2);
  });
});

describe('streamOf', () => {
  it('gives neighbouring seeds and neighbouring streams nothing in common', () => {
    const words = new Set<number>();
    for (let seed = 0; seed < 16; seed++) {
      for (let k = 0; k < 16; k++) {
        const stream = streamOf(seed, k);
        for (let i = 0; i < 16; i++) words.add(stream.bits());
      }
    }
    // 4096 random words of 32 bits: 4096^2 / 2^33 = 0.002 collisions are expected
    expect(words.size).to.equal(4096);
  });
});
