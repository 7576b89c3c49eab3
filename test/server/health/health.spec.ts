import { expect } from 'chai';
import { Health } from '../../../server/health/health.ts';
import { Metrics } from '../../../server/metrics/metrics.ts';

describe('health', () => {
  const fresh = () => new Health({ broker: 'embedded', store: 'mongodb' });

  it('given a start, is starting until both parts are up', () => {
    const health = fresh();
    expect(health.report().status).to.equal('starting');
    expect(health.refusal('store')).to.equal('starting');
    health.up('store');
    expect(health.report()).to.deep.include({
      status: 'starting',
      broker: 'embedded',
      store: 'mongodb',
      reasons: ['broker is starting'],
    });
    health.up('broker');
    expect(health.report()).to.deep.include({ status: 'ok', reasons: [] });
  });

  it('given a part that went, says which and why, and is news once', () => {
    const health = fresh();
    health.up('store');
    health.up('broker');
    expect(health.down('broker', 'connection refused')).to.equal(true);
    expect(health.down('broker', 'connection refused')).to.equal(false);
    expect(health.report().status).to.equal('unavailable');
    expect(health.report().reasons).to.deep.equal(['broker is gone: connection refused']);
    expect(health.refusal('broker')).to.equal('broker_unavailable');
    expect(health.refusal('store')).to.equal(null);
    expect(health.up('broker')).to.equal(true);
  });

  it('given a flaw, works but says so', () => {
    const health = fresh();
    health.up('store');
    health.up('broker');
    health.degrade(['business x is not deployed']);
    expect(health.report()).to.deep.include({
      status: 'degraded',
      reasons: ['business x is not deployed'],
    });
    health.down('store', 'gone');
    expect(health.report().status).to.equal('unavailable');
  });

  it('tells the figures to Prometheus', async () => {
    const health = fresh();
    health.up('store');
    health.measureLag(() => 1500);
    const text = await new Metrics(health).registry.metrics();
    expect(text).to.contain('tongqu_projection_lag_seconds 1.5');
    expect(text).to.contain('tongqu_part_up{part="store"} 1');
    expect(text).to.contain('tongqu_part_up{part="broker"} 0');
    expect(text).to.contain('# TYPE tongqu_http_request_duration_seconds histogram');
  });
});
