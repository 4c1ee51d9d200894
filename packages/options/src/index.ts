// The functions of this package, in the order of use (each lands here as its file does):
//   solve(input: SolveInput): Solution                              throws ERR_UNICORE_OPTION_LOOP, ERR_UNICORE_BAD_EXPRESSION
//   problemError(problem: SolveProblem): UnicoreError               an error with the problem's code, message and hint
//   holds(solution, owner: string, expression: string): boolean     judges `when` of sources of library `owner`
//   chainTo(solution, name: string): readonly ChainLink[]           the way from the application to a library in the image
//   optionMacros(solution, owners: readonly OptionOwner[]): Readonly<Record<string, number | string>>
//   reservedMacros(solution): ...                                   LIB_*, CONTRACT_*, PROFILE_*, ARCH_*
//   formatDotConfig(solution, owners): string
//   checkExpressions(library): readonly DescriptorProblem[]         for `unicore-link lib build`
export type * from './solve-types.ts';
