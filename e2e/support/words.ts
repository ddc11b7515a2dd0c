import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

export type Language = 'zh-TW' | 'en' | 'vi' | 'id';

/** The words that the app shows for a key, for journeys that are walked in several languages. */
export type Words = (key: string, values?: Record<string, string>) => string;

export function wordsOf(language: Language): Words {
  const path = resolve(import.meta.dirname, `../../shared-types/locales/${language}.json`);
  const sentences = JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>;
  return (key, values = {}) => {
    const sentence = sentences[key];
    if (sentence === undefined) throw new Error(`no words for ${key} in ${language}`);
    return Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, value), sentence);
  };
}
