import { describe, expect, it } from 'vitest';
import { parseOptions } from './parse-options.ts';

describe('parseOptions', () => {
  it('leaves open what nobody said', () => {
    expect(parseOptions([])).toEqual({ yes: false, help: false, version: false, library: false });
  });

  it('takes each answer', () => {
    expect(
      parseOptions([
        'shop',
        '-y',
        '-t',
        'webserver',
        '-p',
        'kvm,xen',
        '--plat=kvm',
        '--config',
        'json',
        '--no-github',
      ]),
    ).toMatchObject({
      folder: 'shop',
      yes: true,
      template: 'webserver',
      platforms: ['kvm', 'xen'],
      config: 'json',
      github: false,
    });
    expect(
      parseOptions([
        '--library',
        '--contract',
        'malloc',
        '--summary',
        ' A heap ',
        '--author',
        'Ada',
        '--name',
        '@a/lib-b',
      ]),
    ).toMatchObject({
      library: true,
      contract: 'malloc',
      summary: 'A heap',
      author: 'Ada',
      name: '@a/lib-b',
    });
  });

  it.each([
    [['--libary'], 'There is no option --libary. Did you mean --library?'],
    [['-x'], 'There is no option -x.'],
    [['--no-yes'], 'There is no option --no-yes.'],
    [['--constructor'], 'There is no option --constructor.'],
    [['--template', 'webserv'], '--template: there is no "webserv". Did you mean "webserver"?'],
    [['--template', 'toString'], '--template: there is no "toString".'],
    [['--plat', 'kvm,linux'], '--plat: there is no "linux". Did you mean "linuxu"?'],
    [['--plat', ''], '--plat needs a value.'],
    [['--plat', 'kvm,'], '--plat: there is no "".'],
    [['--name'], '--name needs a value.'],
    [['--yes=no'], '--yes takes no value.'],
    [['a', 'b'], 'Several folders are named: a, b.'],
    [['--library', '--template', 'hello'], '--template is for applications.'],
    [['--summary', 'x'], '--summary is for libraries.'],
    [['--github', '--no-github'], 'Both --github and --no-github are given.'],
    [['--library', '--author', 'Ada\n*/'], '--author has characters that do not print.'],
    [['--library', '--summary', ' '], '--summary is empty.'],
  ])('refuses %j', (argv, message) => {
    expect(() => parseOptions(argv)).toThrow(expect.objectContaining({ code: 'ERR_UNICORE_USAGE', message }));
  });
});
