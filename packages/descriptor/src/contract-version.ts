import type { ContractVersion } from './library.ts';

/**
 * Tells whether a contract version meets a requirement: same major, at least that minor. These are not npm versions.
 *
 * Pure.
 */
export function meets(provided: ContractVersion, required: ContractVersion): boolean {
  const [providedMajor, providedMinor] = parts(provided);
  const [requiredMajor, requiredMinor] = parts(required);
  return providedMajor === requiredMajor && providedMinor >= requiredMinor;
}

/** Tells whether a string is a contract version: two integers without leading zeros, `major.minor`. */
export function isContractVersion(text: string): text is ContractVersion {
  return /^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})$/.test(text);
}

function parts(version: ContractVersion): readonly [number, number] {
  const [major, minor] = version.split('.');
  return [Number(major), Number(minor)];
}
