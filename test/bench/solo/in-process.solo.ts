import { benchInProcess } from '../in-process.ts';
import type { Solo } from './solo.ts';

/** (a) fed to the engine in its own process, without gRPC, durable. */
export const inProcess: Solo = {
  letter: 'a',
  id: 'in-process',
  title: 'One service task, commands fed in-process',
  columns: [
    {
      id: 'engine-alone',
      title: 'engine alone',
      note: 'no gateway; durable, one commit for many commands; no reader of its records',
    },
    {
      id: 'engine-exported',
      title: 'engine with a reader',
      note: 'the same while another thread reads every record',
    },
  ],
  figures: [
    {
      key: 'instancesPerSecond',
      title: 'instances per second',
      unit: '/s',
      digits: 0,
      better: 'more',
    },
    {
      key: 'threadCpuMsPerInstance',
      title: "CPU of the engine's thread per instance",
      unit: 'ms',
      digits: 3,
      better: 'less',
    },
    { key: 'cpuMsPerInstance', title: 'CPU per instance', unit: 'ms', digits: 3, better: 'less' },
    { key: 'commitsPerSecond', title: 'commits per second', unit: '/s', digits: 0, better: 'more' },
    { key: 'residentMb', title: 'resident memory', unit: 'MB', digits: 0, better: 'less' },
  ],
  run: async ({ options }) => {
    const size = options.isQuick ? { instances: 5000 } : {};
    const { alone, exported } = await benchInProcess({ rounds: options.rounds, ...size });
    return { rounds: { 'engine-alone': [{ ...alone }], 'engine-exported': [{ ...exported }] } };
  },
};
