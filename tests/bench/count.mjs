// SPDX-License-Identifier: Apache-2.0
// Instructions, as valgrind counts them: the same on a busy machine as on a quiet one.
import { spawnSync } from 'node:child_process';

// Both count the same, but for a hundredth; callgrind also follows the calls, which takes
// twice the time.
const TOOLS = {
  callgrind: { options: ['--callgrind-out-file=/dev/null'], says: /Collected : (\d+)/ },
  cachegrind: { options: ['--cachegrind-out-file=/dev/null', '--cache-sim=no'], says: /I +refs: +([\d,]+)/ },
};

// Of one run of the command in the folder. Throws if it is not there, dies, or could not judge.
export function instructions(command, folder, env, tool = 'callgrind') {
  const args = [`--tool=${tool}`, ...TOOLS[tool].options, ...command];
  const { status, stderr, error } = spawnSync('valgrind', args, { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'], maxBuffer: 2 ** 28 });
  const said = stderr?.toString() ?? '';
  const counted = said.match(TOOLS[tool].says);
  if (error || !counted || (status !== 0 && status !== 1))
    throw new Error(`valgrind ${command[0]}: ${error?.message ?? `exit status ${status}`}\n${said.slice(-2000)}`);
  return Number(counted[1].replaceAll(',', ''));
}

// The exponent p of y = c · x^p through the points, by least squares of their logarithms.
export function exponent(points) {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)]);
  const mean = (at) => logs.reduce((sum, point) => sum + point[at], 0) / logs.length;
  const [mx, my] = [mean(0), mean(1)];
  const above = logs.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0);
  return above / logs.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
}
