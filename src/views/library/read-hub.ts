import { hubAddress } from '../../../workers/library/hub.ts';
import { parsed, refused, type Parsed } from '../../domain/parsed.ts';

/** The hub that models come from unless a person names a mirror. */
export const usualHub = 'https://huggingface.co';

/** Reads what a person typed as the address of a hub that this page may talk to; nothing typed is the usual one. */
export function readHub(text: string): Parsed<string> {
  const typed = text.trim();
  if (typed === '') return parsed(usualHub);
  const scheme = /^(localhost|127\.0\.0\.1)\b/i.test(typed) ? 'http' : 'https';
  const whole = /^\w+:\/\//.test(typed) ? typed : `${scheme}://${typed}`;
  if (!URL.canParse(whole)) return refused('', `“${typed}” is no web address. The usual one is ${usualHub}.`);
  const address = hubAddress(whole);
  if (address !== null) return parsed(address);
  const allowed = 'https://huggingface.co, or with a mirror on this machine such as http://localhost:8080';
  return refused('', `This page may not talk with ${new URL(whole).origin}. It may with ${allowed}.`);
}
