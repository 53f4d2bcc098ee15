/** One way in which reading probabilities goes wrong, and what is done about it here. */
export interface Trap {
  readonly id: string;
  readonly title: string;
  /** What goes wrong, and why nobody notices. */
  readonly wrong: string;
  /** A small example, line by line. */
  readonly example: string;
  /** What Touchstone does. */
  readonly here: string;
}

/** The traps of scoring with log-probabilities, in the order in which a prompt meets them. */
export const traps: readonly Trap[] = [
  {
    id: 'joint-tokens',
    title: 'Where the prompt ends and the answer begins',
    wrong:
      'A model reads tokens, not letters, and the tokens of a text are not those of its two halves put side by side. Encode prompt and answer apart, and the model is asked about a spelling that it never saw in training.',
    example: 'apart      on|ce|␣   the|re\ntogether   on|ce|␣there',
    here: 'Prompt and answer are encoded together, and the answer is what the whole has beyond the tokens of the prompt alone, as lm-evaluation-harness does it. Where an answer would melt wholly into the last token of the prompt, the two are taken side by side. The evidence of every item shows the tokens.',
  },
  {
    id: 'trailing-space',
    title: 'A blank at the end of the prompt',
    wrong:
      'Most tokenizers keep the blank with the word that follows. A prompt that ends in a blank leaves the answer without its own, and makes every good answer improbable.',
    example: '"The answer is " + "Yes"    read as    "The answer is" + " Yes"',
    here: 'White space at the end of a plain prompt goes to the answer, so that both spellings give the same tokens. Behind a chat template’s opening of the assistant’s turn it stays where the template put it, unless the tokenizer would merge it with the answer.',
  },
  {
    id: 'bos-twice',
    title: 'The opening token twice, or not at all',
    wrong:
      'Many models want one special token before everything else. Some templates write it, and the tokenizer then adds another; some scripts forget it. Both shift every number, and neither gives an error.',
    example: '<s><s>[INST] Hi [/INST]    wanted    <s>[INST] Hi [/INST]',
    here: 'Plain text is opened once, with what the model’s own tokenizer opens a text with, and not again if the text begins with it. Chat gets what the template writes and nothing more. An empty prompt gets the tokenizer’s opening or end token, since something must come first.',
  },
  {
    id: 'chat-template',
    title: 'Another chat template than the model’s own',
    wrong:
      'A model that was taught one way of writing a conversation answers another way worse. Some templates add a system message of their own, some refuse one or leave it out without a word, and some write today’s date into it, so that the same question is another one tomorrow.',
    example: 'system: Be kind.   user: Hi\nfolded     user: Be kind.↵↵Hi',
    here: 'The model’s own template is rendered, word for word as transformers renders it, and a plain one only where the model has none. A system turn that is refused or left out opens the first user turn instead, and the evidence says so. Dates are always 26 July 2024. The rendered prompt and its tokens are kept with every item.',
  },
  {
    id: 'thinking',
    title: 'A model that thinks before it answers',
    wrong:
      'Right behind the template, a thinking model wants to open its thoughts, not to answer. The probability of a letter at that place says next to nothing.',
    example: '<think>↵↵</think>↵↵    then the answer is read',
    here: 'Thinking is switched off where the template has a switch. Where a template opens a thought by itself, the thought is closed at once, and the evidence says so. What a model would answer after thinking is not measured.',
  },
  {
    id: 'position',
    title: 'The first option wins',
    wrong:
      'Many models favour what is shown first, or the letter A, whatever stands there. Asked in one order only, that looks like an opinion.',
    example: 'A. stay  B. go   →  A\nA. go  B. stay   →  A',
    here: 'Two options are shown in both orders and more in every cyclic order, so that each stands once at each place; the mean counts. What the first place gets beyond its share is a number of every report.',
  },
  {
    id: 'letter-mass',
    title: 'Letters that the model would not have said',
    wrong:
      'Probabilities that are renormalised over the options always sum to one, even where the model would have said something else altogether.',
    example: 'A 0.002  B 0.001  anything else 0.997    →    “A, with 67%”',
    here: 'The probability of all letters together is kept with each item and reported beside the result.',
  },
  {
    id: 'length',
    title: 'Long answers lose',
    wrong:
      'Each token makes a text less probable, so the sum of log-probabilities favours the shortest option. Divided by length, it favours long ones with easy endings. The choice of rule decides who wins.',
    example: '“No.”  −2.1        “No, because it would hurt her.”  −9.4',
    here: 'Options are lettered and the letters compared, so that no option is longer than another. Where whole options are weighed instead, the sum counts, and the result per token, per character and per byte is shown beside it.',
  },
  {
    id: 'temperature',
    title: 'Temperature and cut-off vocabularies',
    wrong:
      'Probabilities that were computed for sampling have been divided by a temperature and often cut to the likeliest few. An option outside of those few then has no probability at all.',
    example: 'p = 0.62 at temperature 1    p = 0.73 at temperature 0.5',
    here: 'Log-probabilities are read at temperature 1 over the whole vocabulary, summed in 64-bit numbers where they are computed outside the graph. Temperature and seed matter only where a model writes freely; with the same seed on the same device it writes the same.',
  },
  {
    id: 'padding',
    title: 'Padding on the left',
    wrong:
      'Prompts of different length that run together are filled up with blanks. On the left, these shift positions and, in graphs with grouped attention, are looked at: wrong numbers, no error.',
    example: '··Hi there    wanted    Hi there··\nHow are you             How are you',
    here: 'Rows are filled up on the right only, where a causal model never looks, and only rows of like length run together.',
  },
  {
    id: 'company',
    title: 'Numbers that depend on the neighbours',
    wrong:
      'Some compressed models (8-bit activations) take one scale for all that runs at once. A prompt’s numbers then change with whatever runs beside it, and with the size of the batch.',
    example: 'alone −1.204    beside a long prompt −1.187',
    here: 'Such models run one whole prompt at a time. All others are tested when they are loaded: if a neighbour, or a cut in two, moves a log-probability by more than 0.0001, they too run alone. The finding is stored with the run.',
  },
  {
    id: 'overflow',
    title: 'Prompts that are too long',
    wrong:
      'Many tools cut the beginning off a prompt that does not fit, which is where the question stands. The answer comes all the same.',
    example: '2,100 tokens in a context of 2,048    →    52 are gone',
    here: 'Nothing is ever cut. An item that does not fit is counted as failed, with the number of its tokens and of those that the model takes.',
  },
  {
    id: 'devices',
    title: 'Another device, other numbers',
    wrong:
      'Graphics processors add up in another order and often with fewer bits. The last digits differ between devices, and with a faulty kernel the first ones do, without any error.',
    example: 'processor −0.69315    graphics processor −0.69312    faulty −3.2',
    here: 'Before a model answers, the device must repeat itself to 0.00001, and on a graphics processor agree with the processor: to 0.001 with 32-bit weights, to 0.05 with fewer bits (a model too large to be loaded twice is compared with itself in small pieces). The run keeps what was found, and the device; a run that has to start its engine again goes on where it was, on the same device, or stops.',
  },
];
