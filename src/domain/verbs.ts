/** One turn of a conversation. */
export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/**
 * What the model is shown. `text` goes in as it is; `chat` is rendered by the engine with the model's own chat
 * template (a plain built-in one where the model has none) up to the point where the assistant begins to speak, or
 * goes on with the last turn if that is its own.
 */
export type Prompt =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'chat'; readonly messages: readonly Message[] };

/** One token as the model saw or wrote it. */
export interface Token {
  readonly id: number;
  /** The token decoded alone; may hold U+FFFD where it is part of a character. */
  readonly text: string;
}

/** The log-probability of one given continuation. */
export interface Weighed {
  /** Sum over the continuation's tokens, in nats, under the full vocabulary at temperature 1; at most 0. */
  readonly logprob: number;
  /** The continuation's tokens, each with its own log-probability (nats). */
  readonly tokens: readonly (Token & { readonly logprob: number })[];
  /** True when every token of it was also the model's first choice. */
  readonly greedy: boolean;
}

/**
 * What was changed in a conversation so that the model's template took it. `system-folded`: it refuses or leaves out
 * system turns, so that text opens the first user turn. `thinking-closed`: it opens a thought that cannot be switched
 * off, and the thought was closed at once.
 */
export type Adaptation = 'system-folded' | 'thinking-closed';

/** What was put to the model, exactly. */
export interface Shown {
  /** The prompt as rendered, template and special tokens included. */
  readonly rendered: string;
  /** The rendered prompt as token ids. */
  readonly tokenIds: readonly number[];
  /** Left out where the template took the conversation as it was. */
  readonly adapted?: readonly Adaptation[];
}

/** A vector that is added to the residual stream after a layer (0: before the first), at every position. */
export interface Steering {
  /** 0 to `ModelFacts.layers`. */
  readonly layer: number;
  /** As long as the hidden size. */
  readonly vector: readonly number[];
}

/** What an engine can be asked: each verb with its question and its answer, tied by type. */
export interface Verbs {
  /** How likely is each of these continuations after the prompt? `weighed[i]` belongs to `continuations[i]`. */
  weigh: {
    question: {
      readonly prompt: Prompt;
      readonly continuations: readonly string[];
      /** Left out: the model as it is. */
      readonly steering?: Steering;
    };
    answer: { readonly shown: Shown; readonly weighed: readonly Weighed[] };
  };
  /** Continue the prompt freely: greedy at temperature 0, else sampled from `seed`. */
  generate: {
    question: {
      readonly prompt: Prompt;
      /** At least 1. */
      readonly maxTokens: number;
      /** 0 is greedy. */
      readonly temperature: number;
      readonly seed: number;
      /** Text at which to stop; it is not part of the answer. */
      readonly stop: readonly string[];
      /** Left out: the model as it is. */
      readonly steering?: Steering;
    };
    answer: {
      readonly shown: Shown;
      readonly text: string;
      readonly tokens: readonly Token[];
      readonly ended: 'stop' | 'length';
    };
  };
  /** The embedding of a text, not normalised: by default the mean over its tokens of the last hidden layer. */
  embed: {
    question: {
      readonly text: string;
      /** The residual stream after this layer (0: before the first) in place of the final norm's output. */
      readonly layer?: number;
      /** `last`: the vector of the text's last token alone. Left out: `mean`. */
      readonly pooling?: 'mean' | 'last';
    };
    answer: {
      readonly tokenIds: readonly number[];
      /** Length is the hidden size; seven significant digits (a float32 holds no more). */
      readonly vector: readonly number[];
    };
  };
}

export type Verb = keyof Verbs;
export type QuestionOf<V extends Verb> = Verbs[V]['question'];
export type AnswerOf<V extends Verb> = Verbs[V]['answer'];
