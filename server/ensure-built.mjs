import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

// `npm ci --ignore-scripts` skips the build that `npm ci` ends with; then the first start builds.
const built = ['dist/server/main.js', 'dist/web/assets'].every((name) => existsSync(name));
if (!built) {
  process.stdout.write('Tongqu: building once (npm run build)\n');
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit', shell: true });
}
