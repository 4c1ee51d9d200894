import type { Plan } from '@unicore/resolve';
import { type Component, listComponents, type UpstreamComponent } from '../app/list-components.ts';
import { planApp } from '../app/plan-app.ts';
import type { RunCommand } from '../command.ts';
import { ownVersion } from '../package-folder.ts';

/** Prints what the images hold as a bill of materials. Spec: CycloneDX 1.5, JSON. */
const sbom: RunCommand = async ({ cwd, reporter }, { values }) => {
  const { plan } = await planApp(cwd, values, reporter);
  const bill = billOf(plan);
  reporter.result(JSON.stringify(bill, null, 2));
  reporter.object(bill);
};

/** Without a time and a serial number: equal images have equal bills. */
function billOf(plan: Plan): object {
  const [app, ...libraries] = listComponents(plan);
  if (!app) throw new Error('a plan has an application');
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: {
      tools: { components: [{ type: 'application', name: 'unicore-link', version: ownVersion() }] },
      component: { ...componentOf(app), type: 'operating-system' },
    },
    components: libraries.map(componentOf),
    dependencies: dependenciesOf(plan, app),
  };
}

function componentOf({ package: name, version, licence, targets, upstream }: Component): object {
  return {
    type: 'library',
    'bom-ref': purlOf(name, version),
    name,
    version,
    ...licences(licence),
    purl: purlOf(name, version),
    ...(upstream && { pedigree: { ancestors: [ancestorOf(upstream)] } }),
    properties: targets.map((target) => ({ name: 'unicore:target', value: target })),
  };
}

function ancestorOf({ name, version, licence, purl, sha256 }: UpstreamComponent): object {
  const hashes = /^[0-9a-f]{64}$/.test(sha256) ? { hashes: [{ alg: 'SHA-256', content: sha256 }] } : {};
  return { type: 'library', name, version, ...hashes, ...licences(licence), purl };
}

/** An expression may also be one identifier. */
function licences(licence: string): object {
  return licence === '' ? {} : { licenses: [{ expression: licence }] };
}

/** Spec: package-url, type npm. */
function purlOf(name: string, version: string): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}

function dependenciesOf({ targets }: Plan, app: Component): readonly object[] {
  const refs = new Map<string, Set<string>>([[purlOf(app.package, app.version), new Set()]]);
  for (const { libraries } of targets) {
    const byName = new Map(libraries.map((library) => [library.name, library]));
    for (const library of libraries) {
      const ref = purlOf(library.package, library.version);
      refs.get(purlOf(app.package, app.version))?.add(ref);
      const on = refs.get(ref) ?? new Set();
      refs.set(ref, on);
      for (const name of library.sees) {
        const seen = byName.get(name);
        if (seen && seen !== library) on.add(purlOf(seen.package, seen.version));
      }
    }
  }
  return [...refs].map(([ref, dependsOn]) => ({ ref, dependsOn: [...dependsOn].toSorted() }));
}

export default sbom;
