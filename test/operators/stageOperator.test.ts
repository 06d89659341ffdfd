import { expect } from 'chai';
import { from, of } from 'rxjs';
import type { Frame } from '../../lib/frame.js';
import { type Stage, stateless } from '../../lib/stage.js';
import { stageOperator } from '../../operators/index.js';
import { lifecycle } from './lifecycle.js';

describe('stageOperator', () => {
  it('makes the stage once at the call, for its checks, and once for each subscription', () => {
    let made = 0;
    const operator = stageOperator(() => {
      made++;
      return stateless('same', (x: number) => x);
    });
    expect(made).to.equal(1);
    const source = of(1, 2).pipe(operator);
    source.subscribe();
    source.subscribe();
    expect(made).to.equal(3);
  });

  it('sends an exception from the flush down as an error, once', () => {
    const events: string[] = [];
    const failing: Stage<number, number> = {
      ...stateless('failing', (x: number) => x),
      flush: () => {
        throw new Error('no tail');
      },
    };
    from([1])
      .pipe(stageOperator(() => failing))
      .subscribe({
        next: x => events.push(`next ${x}`),
        error: (e: Error) => events.push(`error ${e.message}`),
        complete: () => events.push('complete'),
      });
    expect(events).to.deep.equal(['next 1', 'error no tail']);
  });

  lifecycle('stageOperator', { operator: stageOperator(() => stateless('same', (f: Frame) => f)) });
});
