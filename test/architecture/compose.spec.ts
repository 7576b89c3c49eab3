import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { readConfig, settings } from '../../server/config.ts';
import { projectRoot } from './project-files.ts';

interface Service {
  image?: string;
  build?: unknown;
  environment?: Record<string, string>;
  depends_on?: string[] | Record<string, unknown>;
  volumes?: string[];
}

const text = readFileSync(path.join(projectRoot, 'docker-compose.yml'), 'utf8');
const compose = parse(text, { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
};
const { services } = compose;
const ofImage = (image: RegExp): [string, Service][] =>
  Object.entries(services).filter(([, service]) => image.test(service.image ?? ''));

describe('docker-compose.yml', () => {
  it('has three brokers, three partitions, replication three, each its own node id', () => {
    const brokers = ofImage(/zeebe:8\.5/);
    expect(brokers).to.have.length(3);
    for (const [, { environment: env = {} }] of brokers) {
      expect(env.ZEEBE_BROKER_CLUSTER_PARTITIONSCOUNT).to.equal('3');
      expect(env.ZEEBE_BROKER_CLUSTER_REPLICATIONFACTOR).to.equal('3');
    }
    const ids = brokers.map(([, service]) => service.environment?.ZEEBE_BROKER_CLUSTER_NODEID);
    expect(ids.sort()).to.deep.equal(['0', '1', '2']);
  });

  it('points the stock Elasticsearch exporter at the sink of a Tongqu server', () => {
    for (const [, { environment: env = {} }] of ofImage(/zeebe:8\.5/)) {
      const sink = new URL(env.ZEEBE_BROKER_EXPORTERS_TONGQU_ARGS_URL ?? '');
      expect(services[sink.hostname]?.environment?.ZEEBE_SINK_PORT).to.equal(sink.port);
    }
  });

  it('has a replica set of three MongoDB servers that both Tongqu servers use', () => {
    const servers = ofImage(/^mongo:/).filter(([name]) => name !== 'mongo-init');
    expect(servers).to.have.length(3);
    const tongqu = Object.values(services).filter((service) => service.build);
    expect(tongqu).to.have.length(2);
    for (const { environment: env = {} } of tongqu) {
      for (const [name] of servers) expect(env.MONGODB_URI).to.include(`${name}:27017`);
      expect(env.MONGODB_URI).to.include('replicaSet=tongqu');
      expect(env.ZEEBE_ADDRESS).to.match(/^zeebe-\d:26500$/);
    }
  });

  it('gives each Tongqu server a configuration that the server accepts', () => {
    for (const [name, service] of Object.entries(services)) {
      if (!service.build) continue;
      const env = { ...service.environment, SESSION_SECRET: 'x'.repeat(32) };
      expect(settings, name).to.include.keys(Object.keys(env));
      expect(readConfig(env)).to.have.property('ok', true);
    }
  });

  it('names only services and volumes that exist', () => {
    for (const [name, service] of Object.entries(services)) {
      const needs = Array.isArray(service.depends_on)
        ? service.depends_on
        : Object.keys(service.depends_on ?? {});
      for (const need of needs) expect(services, `${name} needs ${need}`).to.have.property(need);
      for (const volume of service.volumes ?? []) {
        expect(compose.volumes).to.have.property(volume.split(':')[0] ?? '');
      }
    }
  });
});
