import { expect } from 'chai';
import { readDecisionAnswers, readFeelAnswers } from '../../zeebe/answers/answers.ts';
import { canonical, ourDecisionAnswer, ourFeelAnswer } from '../../zeebe/answers/our-answers.ts';

const MAX_SHOWN = 20;

/** Recorded from Zeebe's own libraries; asked again by `test/zeebe/answers/record-answers.ts`. */
describe('engine answers of the real Zeebe, many', function () {
  this.timeout(60_000);

  it('gives every expression the same value, type, warnings or failure', () => {
    const { setting, answers } = readFeelAnswers();
    const differences = answers.flatMap(([expression, answer]) => {
      const ours = canonical(ourFeelAnswer(expression, setting));
      const theirs = canonical(answer);
      return ours === theirs ? [] : [`${expression}\n  zeebe ${theirs}\n  ours  ${ours}`];
    });
    expect(differences.length, differences.slice(0, MAX_SHOWN).join('\n')).to.equal(0);
    expect(answers.length).to.be.greaterThan(25_000);
  });

  it('decides every random table alike, or refuses it in the same words', () => {
    const answers = readDecisionAnswers();
    const differences = answers.flatMap(([question, answer]) => {
      const ours = JSON.stringify(ourDecisionAnswer(question));
      const theirs = JSON.stringify(answer);
      return ours === theirs ? [] : [`${question.xml}\n  zeebe ${theirs}\n  ours  ${ours}`];
    });
    expect(differences.length, differences.slice(0, MAX_SHOWN).join('\n')).to.equal(0);
    expect(answers.length).to.be.greaterThan(250);
  });
});
