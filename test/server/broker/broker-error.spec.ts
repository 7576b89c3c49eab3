import { expect } from 'chai';
import { isNotFound, toProblem } from '../../../server/broker/broker-error.ts';

const grpc = (code: number, details = ''): Error =>
  Object.assign(new Error(details), { code, details });

describe('an error of the broker', () => {
  const rows: [string, number, string, number][] = [
    ['no connection', 14, 'broker_unavailable', 503],
    ['back-pressure', 8, 'broker_busy', 503],
    ['a deadline', 4, 'broker_timeout', 504],
    ['an unknown key', 5, 'not_found', 404],
    ['a bad argument', 3, 'broker_refused', 409],
    ['a wrong state', 9, 'broker_refused', 409],
    ['a fault inside', 13, 'broker_unavailable', 503],
  ];
  for (const [name, code, expected, status] of rows) {
    it(`given ${name}, is ${expected}`, () => {
      expect(toProblem(grpc(code))).to.include({ code: expected, status });
    });
  }

  it('keeps the broker’s own reason, without the command in front', () => {
    const command = "Command 'CREATE' rejected with code 'INVALID_ARGUMENT': ";
    const details = `${command}Expected a start event`;
    expect(toProblem(grpc(3, details)).message).to.match(/：Expected a start event/);
  });

  it('knows what is not there', () => {
    expect(isNotFound(toProblem(grpc(5)))).to.equal(true);
    expect(isNotFound(toProblem(grpc(14)))).to.equal(false);
  });
});
