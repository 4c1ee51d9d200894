export { kernelCommandLine } from '@unicore/resolve';
