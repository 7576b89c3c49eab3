import { resolve } from 'node:path';
import { expect } from 'chai';
import { type Config, readConfig, settings, settingsTable } from '../../server/config.ts';

function good(env: Record<string, string>): Config {
  const result = readConfig(env);
  if (!result.ok) throw new Error(result.mistakes.join('; '));
  return result.config;
}

function mistakes(env: Record<string, string>): string[] {
  const result = readConfig(env);
  return result.ok ? [] : result.mistakes;
}

describe('configuration', () => {
  it('given nothing, is a demo on this machine alone', () => {
    const config = good({});
    expect(config).to.include({ port: 8080, host: '127.0.0.1', demo: true, logLevel: 'info' });
    expect(config).to.include({ mongodbUri: null, zeebe: null, sink: null });
    expect(config.dataDir).to.equal(resolve('data'));
    expect(config.uploadLimitBytes).to.equal(50 * 1024 * 1024);
  });

  it('given a MongoDB, is no demo unless asked', () => {
    const MONGODB_URI = 'mongodb://db1:27017,db2:27017/tongqu?replicaSet=rs0';
    expect(good({ MONGODB_URI }).demo).to.equal(false);
    expect(good({ MONGODB_URI, DEMO: 'true' }).demo).to.equal(true);
  });

  it('given an https address, makes cookies secure', () => {
    expect(good({ PUBLIC_URL: 'https://oa.example.gov.cn' }).secureCookies).to.equal(true);
    expect(good({ PUBLIC_URL: 'http://oa.example.gov.cn' }).secureCookies).to.equal(false);
  });

  it('given a sink port, listens for exported records', () => {
    const sink = good({ ZEEBE_SINK_PORT: '9200', ZEEBE_SINK_TOKEN: 'x'.repeat(16) }).sink;
    expect(sink).to.deep.equal({ port: 9200, host: '127.0.0.1', token: 'x'.repeat(16) });
  });

  it('counts an empty variable as unset', () => {
    expect(good({ PORT: '', MONGODB_URI: ' ' })).to.include({ port: 8080, mongodbUri: null });
  });

  for (const [name, value, line] of [
    ['PORT', 'http', 'PORT must be a number (it is "http")'],
    ['PORT', '70000', 'PORT must be 65535 or less (it is "70000")'],
    ['MONGODB_URI', 'db1', 'MONGODB_URI must be an address like mongodb://'],
    ['MONGODB_URI', 'http://db1', 'MONGODB_URI must be an address like mongodb://'],
    ['ZEEBE_ADDRESS', 'zeebe', 'ZEEBE_ADDRESS must be host:port, as in zeebe-gateway:26500'],
    ['SESSION_SECRET', 'short', 'SESSION_SECRET must have 32 characters or more'],
    ['DEMO', 'perhaps', 'DEMO must be true or false'],
    ['LOG_LEVEL', 'loud', 'LOG_LEVEL must be one of fatal, error, warn'],
    ['UPLOAD_LIMIT_MB', '0', 'UPLOAD_LIMIT_MB must be 1 or more'],
  ] as const) {
    it(`given ${name}=${value}, says so in one line`, () => {
      const lines = mistakes({ [name]: value });
      expect(lines).to.have.length(1);
      expect(lines[0]).to.contain(line);
      expect(lines[0]).not.to.contain('\n');
    });
  }

  it('names every mistake, in the order of the table', () => {
    const lines = mistakes({ LOG_LEVEL: 'loud', PORT: 'x' });
    expect(lines.map((line) => line.split(' ')[0])).to.deep.equal(['PORT', 'LOG_LEVEL']);
  });

  it('has a row for every setting in the table of the README', () => {
    for (const name of Object.keys(settings)) expect(settingsTable()).to.contain(`| \`${name}\` |`);
  });
});
