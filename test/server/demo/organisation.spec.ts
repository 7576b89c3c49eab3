import { expect } from 'chai';
import { buildOrganisation } from '../../../server/demo/organisation.ts';
import { personas } from '../../../server/demo/personas.ts';

describe('demo organisation', () => {
  const { units, groups, people } = buildOrganisation();
  const codes = new Set(units.map((unit) => unit._id));

  it('has the size of a city', () => {
    const count = (level: string): number => units.filter((unit) => unit.level === level).length;
    expect(count('county')).to.equal(6 + 6 * 25);
    expect(count('township')).to.be.within(95, 110);
    expect(units.filter((unit) => unit.groups.includes('city-departments'))).to.have.length(40);
    expect(units.filter((unit) => unit.receives).length).to.be.at.least(600);
  });

  it('has a clerk and a head in every unit that receives', () => {
    const posts = new Set(people.map((p) => `${p.positions[0]?.unitCode}/${p.positions[0]?.role}`));
    for (const unit of units.filter((candidate) => candidate.receives)) {
      expect(posts.has(`${unit._id}/clerk`), unit.name).to.equal(true);
      expect(posts.has(`${unit._id}/head`), unit.name).to.equal(true);
    }
  });

  it('has a group of exactly 500 receiving units, all levels among them', () => {
    const members = units.filter((unit) => unit.groups.includes('all-500'));
    expect(members).to.have.length(500);
    expect(members.every((unit) => unit.receives)).to.equal(true);
    expect(new Set(members.map((unit) => unit.level)).size).to.equal(4);
  });

  it('is a tree with unique codes, accounts and known groups', () => {
    expect(codes.size).to.equal(units.length);
    expect(new Set(people.map((person) => person.account)).size).to.equal(people.length);
    const known = new Set(groups.map((group) => group._id));
    for (const unit of units) {
      expect(unit.parentCode === null || codes.has(unit.parentCode), unit._id).to.equal(true);
      for (const group of unit.groups) expect(known.has(group), group).to.equal(true);
    }
    for (const person of people) {
      for (const { unitCode } of person.positions) expect(codes.has(unitCode)).to.equal(true);
    }
  });

  it('has every persona of the sign-in page', () => {
    const accounts = new Set(people.map((person) => person.account));
    for (const { account } of personas) expect(accounts.has(account), account).to.equal(true);
  });

  it('gives persons numbers and no invented names', () => {
    for (const person of people) expect(person.name).to.match(/\d\d$/);
  });
});
