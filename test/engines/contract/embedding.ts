import { expect, test } from 'vitest';
import { faultOf, never, valueOf } from '../replies.ts';
import { places, type Held } from './held.ts';

/** What every engine that embeds promises. */
export function embeddingContract({ engine, loaded }: Held): void {
  const texts = places.map((text) => ({ text }));
  const embed = async (...asked: { text: string }[]) => (await engine().embed(asked, never)).map(valueOf);

  test('one vector for each text, all of one length, different for different texts', async () => {
    const answers = await embed(...texts);
    expect(new Set(answers.map(({ vector }) => vector.length)).size).toBe(1);
    expect(new Set(answers.map(({ vector }) => vector.join())).size).toBe(texts.length);
  });

  test('evidence: at most seven significant digits, and the tokens', async () => {
    for (const { vector, tokenIds } of await embed(...texts)) {
      expect(tokenIds.length).toBeGreaterThan(0);
      expect(vector).toEqual(vector.map((value) => Number(value.toPrecision(7))));
    }
  });

  test('a batch gives what each text gives alone', async () => {
    const together = await embed(...texts);
    for (const [i, text] of texts.entries()) {
      const [alone] = await embed(text);
      alone?.vector.forEach((value, k) => {
        expect(Math.abs(value - (together[i]?.vector[k] ?? NaN))).toBeLessThan(1e-5);
      });
    }
  });

  test('an empty text, one too long: faults of their own', async () => {
    const long = { text: 'a b '.repeat(loaded().model.contextLength) };
    const faults = (await engine().embed([texts[0] as { text: string }, long], never)).map(faultOf);
    expect(faults).toEqual(['none', 'overflow']);
  });

  test('given up: cancelled', async () => {
    expect((await engine().embed(texts, AbortSignal.abort())).map(faultOf)).toEqual(texts.map(() => 'cancelled'));
  });
}
