import type { LibraryFailure, LibraryFault } from '../../src/domain/library.ts';

/** What a failure was about. */
export interface Circumstances {
  /** The file that it was about; empty where it was about none. */
  readonly file?: string;
  /** What exactly was seen, as a clause; for whoever wants to know more. */
  readonly detail?: string;
}

/** A failure before it is known what was kept. */
export interface Refusal extends Circumstances {
  readonly fault: LibraryFault;
}

/** What happened, and what to do now. */
interface Words {
  readonly happened: (file: string) => string;
  readonly now: string;
}

const again = 'Press Download again to go on.';

/** The sentences for every way in which the library can fail. */
const words: Readonly<Record<LibraryFault, Words>> = {
  offline: { happened: () => 'This machine has no network.', now: 'Press Download again when it is back.' },
  unreachable: {
    happened: (file) => `The hub could not be reached for ${file}.`,
    now: 'Check the network and the hub’s address, then press Download again. A model folder or zip from another machine can be imported instead.',
  },
  redirects: {
    happened: (file) => `The hub sends ${file} round in a circle of redirects, or to a place that cannot be reached.`,
    now: 'Try again later, or choose another hub address.',
  },
  'not-found': {
    happened: (file) => `The hub has no ${file} for this model.`,
    now: 'The model may have been moved or renamed: choose another one, or import its folder.',
  },
  forbidden: {
    happened: (file) => `The hub does not give out ${file} without an account that has accepted the model’s licence.`,
    now: 'Download the folder with your own account, and import it here.',
  },
  'hub-error': {
    happened: (file) => `The hub failed again and again to send ${file}.`,
    now: 'Try again in a few minutes.',
  },
  stalled: { happened: (file) => `Nothing more came of ${file}, and asking again did not help.`, now: again },
  'cut-off': { happened: (file) => `The connection broke off again and again during ${file}.`, now: again },
  'no-ranges': {
    happened: (file) =>
      `The connection broke off during ${file}, and this server cannot go on in the middle of a file, so that file began anew each time.`,
    now: 'Try again on a steadier network, or use a hub that can resume.',
  },
  'not-the-file': {
    happened: (file) => `Something else came in place of ${file}.`,
    now: 'On a hotel’s or café’s network, sign in first; with a mirror, check that it holds the real files. Then press Download again.',
  },
  changed: {
    happened: (file) => `${file} changed on the hub between two parts, so the part that was here no longer fits.`,
    now: 'Press Download again to fetch that file anew.',
  },
  corrupt: {
    happened: (file) => `${file} is not the file that it should be, so it was not taken.`,
    now: 'Press Download again to fetch that file anew; if it happens twice, use another hub address.',
  },
  differs: {
    happened: (file) => `${file} is no longer the file that was first downloaded under this name.`,
    now: 'The hub’s copy was changed. If you expected that, accept the change and download again; runs made before used the earlier file.',
  },
  'bad-address': {
    happened: () => 'This page may not download from that address.',
    now: 'Use https://huggingface.co, or a mirror on this machine such as http://localhost:8080.',
  },
  'no-room': {
    happened: () => 'There is not enough room in this browser’s storage.',
    now: 'Remove models you no longer need, or free space on the disk, then try again.',
  },
  'not-a-model': {
    happened: () => 'There is no model here that can run.',
    now: 'A model needs config.json, tokenizer.json and an ONNX graph such as onnx/model.onnx, with any data files that belong to it; for WebLLM mlc-chat-config.json, tensor-cache.json with its shards, tokenizer.json and its model library (.wasm).',
  },
  'bad-zip': {
    happened: () => 'The zip file could not be used.',
    now: 'Make it again with an ordinary zip program, without a password, or import the folder itself.',
  },
  disk: {
    happened: (file) => `${file} could not be read or written on your disk.`,
    now: 'Check that it is still there and that this page may use it, then try again.',
  },
  busy: {
    happened: () => 'Another tab is at work on this model.',
    now: 'Wait until it is done there, or stop it there.',
  },
  taken: {
    happened: () => 'A different model is kept here under the same name.',
    now: 'Remove that one first. Runs made with it stay.',
  },
  missing: {
    happened: () => 'This model is not here whole.',
    now: 'Download or import it again.',
  },
  'not-kept': {
    happened: () => 'This browser keeps no files for this page.',
    now: 'Leave private mode, or allow this site to keep data.',
  },
  cancelled: { happened: () => 'You stopped it.', now: '' },
  crashed: {
    happened: () => 'The library stopped without a word.',
    now: 'Try again; reload the page if it happens twice.',
  },
};

/** A failure as a person reads it. `kept` is the bytes that are kept of it and are taken up next time; null says nothing of that. */
export function refused(refusal: Refusal, kept: number | null): LibraryFailure {
  const rest = kept === null ? '' : `${sizeInWords(kept)} are kept, and the next try goes on from there.`;
  return said(refusal, kept === 0 ? 'Nothing was kept.' : rest, words[refusal.fault].now);
}

/** The failure of an import, of which `kept` bytes of `total` are here. */
export function refusedImport(kind: 'folder' | 'zip', refusal: Refusal, kept: number, total: number): LibraryFailure {
  const { fault } = refusal;
  // What is said of files that are not what they should be is about a hub.
  const now = fault === 'corrupt' ? 'Get that file anew from where the model comes from.' : words[fault].now;
  const far = `${sizeInWords(kept)} of ${sizeInWords(total)} are kept: choose the ${kind} again to go on from there.`;
  return said(refusal, kept === 0 ? 'Nothing was kept.' : far, now);
}

function said({ fault, file = '', detail = '' }: Refusal, kept: string, now: string): LibraryFailure {
  const happened = words[fault].happened(file === '' ? 'a file' : file);
  const sentences = [happened, detail === '' ? '' : `(${asSentence(detail)})`, kept, now];
  return { ok: false, fault, message: sentences.filter((sentence) => sentence !== '').join(' ') };
}

/** A clause with a capital and a full stop; a file's name keeps its small letter. */
function asSentence(clause: string): string {
  const begun = /^[a-z]+\b(?![./_-])/.test(clause) ? `${clause[0]?.toUpperCase()}${clause.slice(1)}` : clause;
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}

/** A size as a person reads it, in powers of ten: `312 MB`. */
export function sizeInWords(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  let value = bytes;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit > 0 && value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}
