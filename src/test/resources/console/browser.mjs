// Chromium by playwright-core, and a list of named checks that are printed as lines: `ok NAME` or `not ok NAME: why`.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const require = createRequire(`${process.env.CONSOLE_NODE}/any.js`);
const { chromium } = require('playwright-core');
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** Opens a browser for all checks. */
export const launch = () => chromium.launch({ executablePath: process.env.CONSOLE_CHROMIUM, args: ['--no-sandbox'] });

/** A context with a page that collects errors of the console and violations of the Content-Security-Policy. */
export async function newPage(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: 'light', reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const errors = [];
  page.on('console', (message) => {
    // The browser reports each response with an error status; the checks look at those themselves.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  return { page, errors, close: () => context.close() };
}

/** Findings of axe that are serious or critical, of all rules for WCAG 2.2 AA or of these. It runs in a world of its own, which the policy of the page allows. */
export async function seriousFindings(page, rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']) {
  const session = await page.context().newCDPSession(page);
  const { frameTree } = await session.send('Page.getFrameTree');
  const { executionContextId } = await session.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id });
  await session.send('Runtime.evaluate', { expression: `${AXE};0`, contextId: executionContextId });
  const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
    contextId: executionContextId, awaitPromise: true, returnByValue: true,
    expression: `axe.run({resultTypes: ['violations'], runOnly: ${JSON.stringify(rules)}}).then((found) => found.violations
      .filter((one) => ['serious', 'critical'].includes(one.impact)).map((one) => one.id + ': ' + one.nodes.map((node) => node.target).join(', ')))`,
  });
  await session.detach();
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result.value;
}

let failed = 0;

/** Runs a check and prints its result. */
export async function check(name, body) {
  try {
    await body();
    console.log(`ok ${name}`);
  } catch (error) {
    failed++;
    console.log(`not ok ${name}: ${String(error.message ?? error).replaceAll('\n', ' | ').slice(0, 900)}`);
  }
}

/** @param {any} actual @param {any} expected */
export function equal(actual, expected, what = 'value') {
  const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (is !== should) throw new Error(`${what} is ${is}, expected ${should}`);
}

export function that(condition, what) {
  if (!condition) throw new Error(what);
}

export const exitCode = () => (failed > 0 ? 1 : 0);
