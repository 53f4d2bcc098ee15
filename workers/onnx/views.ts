import type { Reply } from '../../src/domain/reply.ts';
import type { AnswerOf, QuestionOf, Verb } from '../../src/domain/verbs.ts';
import type { Forms } from './forms.ts';
import type { Session, View } from './session.ts';

/** What each question asks of the graph besides the graph as it came. */
const viewOf: { readonly [V in Verb]: (question: QuestionOf<V>) => View } = {
  weigh: ({ steering }) => (steering ? { steering } : {}),
  generate: ({ steering }) => (steering ? { steering } : {}),
  embed: ({ layer }) => (layer === undefined ? {} : { layer }),
};

/** Hands questions on in groups that share a view, each with its session; the replies come back in the order of asking. */
export async function answerByView<V extends Verb>(
  verb: V,
  questions: readonly QuestionOf<V>[],
  forms: Forms,
  answer: (session: Session, questions: readonly QuestionOf<V>[]) => Promise<readonly Reply<AnswerOf<V>>[]>,
): Promise<readonly Reply<AnswerOf<V>>[]> {
  const groups = new Map<string, { readonly view: View; readonly places: number[] }>();
  questions.forEach((question, place) => {
    const view = viewOf[verb](question);
    const key = JSON.stringify(view);
    const group = groups.get(key) ?? { view, places: [] };
    group.places.push(place);
    groups.set(key, group);
  });
  const replies = new Array<Reply<AnswerOf<V>>>(questions.length);
  for (const { view, places } of groups.values()) {
    const session = await forms.session(view);
    const asked = places.map((place) => questions[place] as QuestionOf<V>);
    const answered = session.ok ? await answer(session.value, asked) : asked.map(() => session);
    places.forEach((place, i) => (replies[place] = answered[i] as Reply<AnswerOf<V>>));
  }
  return replies;
}
