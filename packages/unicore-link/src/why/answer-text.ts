import { relative } from 'node:path';
import { formatChain } from '@unicore/options';
import type { WhyEdge, WhyLink } from '@unicore/resolve';
import type { Definer } from '../app/why-function.ts';
import { originText } from '../origin-text.ts';
import type { Answer, Placed, SymbolPlaces, WhySymbol } from './answer.ts';
import type { Place } from './places.ts';

type Of<Kind extends Answer['kind']> = Extract<Answer, { readonly kind: Kind }>;

/** Writes an answer as lines; places are relative to (folder). Pure. */
export function answerLines(answer: Answer, folder: string): readonly string[] {
  const show = (place: Place | undefined): string =>
    place === undefined
      ? ''
      : `${relative(folder, place.file)}${place.line === undefined ? '' : `:${place.line}`}`;
  switch (answer.kind) {
    case 'library':
      return libraryLines(answer, show);
    case 'contract':
      return contractLines(answer, show);
    case 'option':
      return optionLines(answer, show);
    case 'function':
      return functionLines(answer, show);
    case 'symbol':
      return symbolLines(answer, show);
  }
}

type Show = (place: Place | undefined) => string;

function libraryLines({ inImage, chain, chains, installedBy, subject }: Of<'library'>, show: Show) {
  return [
    inImage ? `in the image: ${formatChain(chain)}` : 'not in the image: nothing that is in it requires it',
    ...chains.map((way) => `  by ${way.map((link) => wayStep(link, show)).join(' -> ')}`),
    ...(installedBy.length === 0 ? [`nothing installs ${subject}`] : []),
    ...installedBy.map(
      (one) =>
        `installed by: ${one
          .map(({ package: name, version, place }, index) =>
            index === 0 ? name : `${name}@${version}${inBrackets(show(place))}`,
          )
          .join(' -> ')}`,
    ),
  ];
}

function wayStep({ name, by, place }: Placed<WhyLink>, show: Show): string {
  if (by === undefined) return name;
  return `${name}${inBrackets([edgeText(by), show(place)].filter((text) => text !== '').join(', '))}`;
}

function edgeText(by: WhyEdge): string {
  switch (by.kind) {
    case 'dependency':
      return '';
    case 'config':
      return 'named in the config';
    case 'target':
      return `the target's "${by.contract}"`;
    case 'requires':
      return `for ${by.contract}`;
    case 'declares':
      return `declares ${by.contract}`;
    case 'select':
    case 'imply':
      return `${by.kind === 'select' ? 'selected' : 'implied'} by ${by.option}`;
  }
}

function contractLines({ providers, requiredBy, requiredAt }: Of<'contract'>, show: Show) {
  return [
    providers.length === 0 ? 'nobody provides it in this image' : `provided by ${providers.join(', ')}`,
    ...requiredBy.map(
      (chain, index) => `required by: ${formatChain(chain)}${after(show(requiredAt[index]?.place))}`,
    ),
  ];
}

function optionLines({ value, origin, chain, places }: Of<'option'>, show: Show) {
  return [
    `${JSON.stringify(value)}: ${originText(origin)}${after(places.map(show).join(', '))}`,
    `of: ${formatChain(chain)}`,
  ];
}

function functionLines({ definedBy, install, calledBy, nearest }: Of<'function'>, show: Show) {
  const given = definedBy.some((definer) => definer.chain && !definer.leftOut);
  return [
    ...definedBy.map(definerLine),
    ...(given ? [] : ['nothing in the image has it: a call is told once, and fails']),
    ...install.map((text) => `the pool has it: ${text}`),
    ...(definedBy.length + install.length === 0 ? ['no library of the pool has it'] : []),
    ...(nearest === undefined ? [] : [`did you mean ${nearest}?`]),
    ...callerLines(calledBy, show),
  ];
}

function symbolLines({ library, sizeBytes, definedAt, chain, calledBy }: WhySymbol, show: Show) {
  return [
    `${sizeBytes} bytes of ${library}${after(show(definedAt))}`,
    ...(chain.length > 0 ? [`of: ${formatChain(chain)}`] : []),
    ...(calledBy.length > 0
      ? callerLines(calledBy, show)
      : ['no code refers to it: what keeps it is data, or the linker']),
  ];
}

function callerLines(callers: readonly SymbolPlaces[] | undefined, show: Show): readonly string[] {
  if (!callers) return ['who calls it is known once the image is built'];
  if (callers.length === 0) return ['nothing in the image calls it'];
  const libraries = [...new Set(callers.map(({ library }) => library))];
  return libraries.map((library) => {
    const symbols = callers
      .filter((caller) => caller.library === library)
      .map(({ symbol, places }) => `${symbol}${inBrackets(places.map(show).join(', '))}`);
    return `called in ${library} by ${symbols.join(', ')}`;
  });
}

function definerLine({ library, package: name, chain, leftOut }: Definer): string {
  if (!chain) return `${library} has it (${name}), which is installed and not in the image`;
  return `${leftOut ? `left out of ${library} by its options` : `given by ${library}`}: ${formatChain(chain)}`;
}

function inBrackets(text: string): string {
  return text === '' ? '' : ` (${text})`;
}

function after(text: string): string {
  return text === '' ? '' : `, ${text}`;
}
