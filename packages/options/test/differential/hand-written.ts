interface HandWritten {
  readonly what: string;
  readonly kconfig: string;
  readonly configs: readonly string[];
}

const modules = `config MODULES
	bool "Modules"
	default y
	option modules
`;

/** One rule of the language each, with the settings that show it. */
export const handWritten: readonly HandWritten[] = [
  {
    what: 'm without modules is y',
    kconfig: `${modules}
config A
	tristate "A"
	default m
config B
	bool "B"
	default A
config C
	tristate "C" if A
	default B = y && A
`,
    configs: ['', '# CONFIG_MODULES is not set\n', 'CONFIG_A=m\nCONFIG_C=y\n', 'CONFIG_A=y\nCONFIG_C=m\n'],
  },
  {
    what: 'a select reaches below a hidden prompt, as far as the selector goes',
    kconfig: `${modules}
config A
	tristate "A"
	select B if C
	select D
config B
	tristate "B"
	depends on n
config C
	bool "C"
	default y
config D
	bool
`,
    configs: ['', 'CONFIG_A=m\n', 'CONFIG_A=y\n', 'CONFIG_A=m\n# CONFIG_C is not set\n'],
  },
  {
    what: 'imply yields to the user, and rounds m up to y',
    kconfig: `${modules}
config A
	tristate "A"
	imply B
config B
	tristate "B"
config C
	tristate "C"
	depends on !A
config D
	bool "D"
	imply C
	default y
`,
    configs: [
      '',
      'CONFIG_A=y\n',
      'CONFIG_A=y\nCONFIG_B=m\n',
      'CONFIG_A=y\n# CONFIG_B is not set\n',
      'CONFIG_A=m\n',
    ],
  },
  {
    what: 'a choice takes the last y of the user, else its default, else its first',
    kconfig: `config EXTRA
	bool "Extra"
choice
	prompt "How"
	default C if EXTRA
	default B
config A
	bool "A"
config B
	bool "B"
	depends on !EXTRA
config C
	bool "C"
endchoice
choice
	bool "Perhaps"
	optional
config D
	bool "D"
config E
	bool "E"
endchoice
`,
    configs: [
      '',
      'CONFIG_EXTRA=y\n',
      'CONFIG_A=y\nCONFIG_C=y\n',
      'CONFIG_B=y\nCONFIG_EXTRA=y\n',
      'CONFIG_E=y\n',
    ],
  },
  {
    what: 'a tristate choice has one y or many m',
    kconfig: `${modules}
choice
	tristate "How"
config A
	tristate "A"
config B
	tristate "B"
config C
	bool "C"
endchoice
`,
    configs: [
      '',
      'CONFIG_A=m\nCONFIG_B=m\n',
      'CONFIG_B=y\n',
      'CONFIG_A=m\nCONFIG_C=y\n',
      '# CONFIG_MODULES is not set\nCONFIG_B=m\n',
    ],
  },
  {
    what: 'what depends on a member of a choice stands beneath it and is none',
    kconfig: `choice
	prompt "How"
config A
	bool "A"
config A_FAST
	bool "fast"
	depends on A
config B
	bool "B"
if B
config C
	bool "C"
endif
endchoice
`,
    configs: ['', 'CONFIG_A_FAST=y\n', 'CONFIG_B=y\nCONFIG_C=y\n'],
  },
  {
    what: 'ranges and defaults follow other symbols',
    kconfig: `config LOW
	int "Low"
	default 4
config SMALL
	bool "Small"
config SIZE
	int "Size"
	range LOW 16 if SMALL
	range LOW 64
	default 2
config MASK
	hex "Mask"
	default BASE
	range 0x10 0xff
config BASE
	hex
	default 0x8 if SMALL
	default 0x20
config BARE
	int "Bare"
	range 3 9
config NOTHING
	int "Nothing"
config NAME
	string "Name"
	default OTHER
config OTHER
	string
	default "a \\"quoted\\" \\\\ text"
`,
    configs: [
      '',
      'CONFIG_SMALL=y\n',
      'CONFIG_LOW=9\n',
      'CONFIG_SIZE=60\nCONFIG_MASK=0x44\n',
      'CONFIG_NAME=""\n',
    ],
  },
  {
    what: 'comparisons are of numbers where both are, else of texts',
    kconfig: `config I
	int "I"
	default 10
config H
	hex "H"
	default 0xa
config S
	string "S"
	default "9"
config A
	def_bool I = H
config B
	def_bool I > 9
config C
	def_bool S < I
config D
	def_bool S < "10"
config E
	def_bool H >= 0x0a
config F
	def_bool I != "010"
config G
	def_bool S = "nine" || "nine" > S
`,
    configs: ['', 'CONFIG_S="nine"\n', 'CONFIG_I=9\nCONFIG_H=0x9\n'],
  },
  {
    what: 'menus hand down what they depend on and hide prompts',
    kconfig: `config A
	bool "A"
menu "First"
	visible if A
	depends on B
config C
	bool "C"
	default y
menu "Second"
config D
	int "D"
	default 3
comment "Seen where B is"
endmenu
endmenu
config B
	bool "B"
	default y
if A
comment "Seen where A is"
	depends on B
endif
`,
    configs: ['', 'CONFIG_A=y\n# CONFIG_C is not set\nCONFIG_D=5\n', '# CONFIG_B is not set\n'],
  },
  {
    what: 'a symbol may be defined again',
    kconfig: `config A
	bool "A"
	default y
config X
	bool "X" if A
	default n
config B
	bool "B"
config X
	bool
	prompt "X again" if B
	default y
`,
    configs: [
      '',
      '# CONFIG_A is not set\n',
      'CONFIG_B=y\n# CONFIG_X is not set\n',
      '# CONFIG_A is not set\nCONFIG_B=y\n',
    ],
  },
  {
    what: 'a default of y under a prompt of m is y, and m once it has been written and read again',
    kconfig: `${modules}
config A
	tristate "A"
	default m
config B
	tristate "B" if A
	default y
`,
    configs: ['', 'CONFIG_B=y\n', 'CONFIG_A=y\n', '# CONFIG_A is not set\n'],
  },
  {
    what: 'for imply, a definition that depends on nothing does not count beside one that does',
    kconfig: `config A
	bool "A"
config B
	bool "B"
	default y
	imply C
config C
	bool
config C
	default A
	depends on A
`,
    configs: ['', 'CONFIG_A=y\n', '# CONFIG_B is not set\n'],
  },
];
