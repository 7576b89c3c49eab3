'use strict';
// Loaded into every thread of the measured product: writes down which thread of the system is
// which, so that CPU can be told apart by part. Source: Linux, /proc/thread-self.
const { appendFileSync, readlinkSync } = require('node:fs');
const { isMainThread, workerData } = require('node:worker_threads');

const file = process.env.THREAD_NAMES;
if (file) {
  const tid = readlinkSync('/proc/thread-self').split('/').at(-1);
  const name = isMainThread ? 'server' : workerData && workerData.tongquStore ? 'store' : 'engine';
  appendFileSync(file, `${tid} ${name}\n`);
}
