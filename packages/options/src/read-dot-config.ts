import { nearestName, type Option } from '@unicore/descriptor';
import { configName } from './config-name.ts';
import { type DotConfigValue, parseDotConfig } from './dot-config.ts';
import { badDotConfig } from './errors.ts';
import type { OptionOwner } from './option-macros.ts';
import { checkValue } from './option-value.ts';
import type { DotConfig, DotConfigSetting } from './solve-types.ts';

/**
 * Reads `.config` text as settings of libraries and the application.
 *
 * Pure. What a config cannot set (contracts, platform) is passed over; names that nothing has are listed with the nearest one.
 *
 * @param source - `owners`: all installed libraries and the application, as the text may name any of them
 * @throws {UnicoreError} `ERR_UNICORE_BAD_DOT_CONFIG` where a line cannot be read, or sets a value that its option never has
 */
export function readDotConfig(
  text: string,
  source: { readonly file: string; readonly owners: readonly OptionOwner[] },
): DotConfig {
  const settings = new Map<string, DotConfigSetting>();
  const unknown: { name: string; line: number; nearest?: string }[] = [];
  const targets = settingTargets(source.owners);
  const wrong: string[] = [];
  const entries = [...parseDotConfig(text, source).values()].toSorted(
    (left, right) => left.line - right.line,
  );
  for (const { name, value, line } of entries) {
    if (/^CONFIG_(CONTRACT_.*|ARCH|PLATFORM|PROFILE)$/.test(name) && !targets.has(name)) continue;
    const target = targets.get(name);
    if (target === undefined) {
      const nearest = nearestName(name, targets.keys());
      unknown.push(nearest === undefined ? { name, line } : { name, line, nearest });
      continue;
    }
    const { owner, key, option } = target;
    const read = readValue(target, value);
    if (read === undefined) continue;
    const checked = checkValue(option, read.value);
    const symbol = `${owner}.${key}`;
    if ('wrong' in checked) wrong.push(`line ${line}: ${name}: ${checked.wrong}`);
    else if (!read.isLeast || !settings.has(symbol))
      settings.set(symbol, { symbol, value: checked.value, line });
  }
  if (wrong.length > 0) throw badDotConfig(source.file, wrong);
  return { file: source.file, settings: [...settings.values()], unknown };
}

/** What a CONFIG_ name sets. */
interface SettingTarget {
  readonly owner: string;
  readonly key: string;
  readonly option: Option;
  readonly member?: string;
}

function settingTargets(owners: readonly OptionOwner[]): ReadonlyMap<string, SettingTarget> {
  const targets = new Map<string, SettingTarget>();
  for (const { name: owner, options } of owners) {
    if (owner !== 'app')
      targets.set(configName(`lib.${owner}`), { owner: 'lib', key: owner, option: { type: 'bool' } });
    for (const [key, option] of Object.entries(options ?? {})) {
      const symbol = `${owner}.${key}`;
      if (option.type !== 'choice') targets.set(configName(symbol), { owner, key, option });
      else {
        for (const member of Object.keys(option.members)) {
          targets.set(configName(`${symbol}.${member}`), { owner, key, option, member });
        }
      }
    }
  }
  return targets;
}

interface ReadValue {
  readonly value: unknown;
  /** Whatever another line says of the same option counts more. */
  readonly isLeast?: true;
}

/** The value that the user would write; nothing for a member of a choice that is not the chosen one. */
function readValue({ member, option }: SettingTarget, value: DotConfigValue): ReadValue | undefined {
  if (member === undefined) {
    if (value.kind === 'bool') return { value: value.value };
    return { value: value.kind === 'number' && option.type === 'int' ? Number(value.text) : value.text };
  }
  if (value.kind !== 'bool') return { value: value.text };
  if (value.value === true) return { value: member };
  const isOptional = option.type === 'choice' && option.optional === true;
  return isOptional ? { value: '', isLeast: true } : undefined;
}
