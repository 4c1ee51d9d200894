import type { RunCommand } from '../command.ts';
const todo: RunCommand = async () => {
  throw new Error('not yet');
};
export default todo;
