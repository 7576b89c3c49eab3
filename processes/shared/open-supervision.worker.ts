import { text, textList, type Worker } from '../worker/index.ts';

/**
 * Opens a supervision item (督办) from the case it runs in, once per job, and remembers its key in
 * `supervisionCaseKey`. The item knows the case it came from.
 */
export const openSupervisionWorker: Worker = {
  type: 'tongqu:open-supervision',
  purpose: '由本件立一件督办，并带上来源',
  fetchVariables: [
    'caseTitle',
    'startedBy',
    'startedByUnit',
    'documentIds',
    'supervisionLeadUnit',
    'supervisionRequirement',
    'supervisionLimit',
  ],
  headers: {
    limit: { required: false, meaning: '督办期限；不填取变量 supervisionLimit，再不填为 5wd' },
  },
  async work(job, ports) {
    const leadUnit = text(job.variables['supervisionLeadUnit']);
    if (!leadUnit) return { incident: { message: '没有主办单位：变量 supervisionLeadUnit 为空' } };
    const title = text(job.variables['caseTitle'], '（无标题）');
    const { caseKey } = await ports.cases.start({
      business: 'supervision',
      onceKey: job.key,
      variables: {
        caseTitle: `关于“${title}”的督办`,
        requirement: text(job.variables['supervisionRequirement'], '请按时限办结并反馈。'),
        limit: job.headers['limit'] ?? text(job.variables['supervisionLimit'], '5wd'),
        leadUnit,
        coUnits: [],
        urgency: 'urgent',
        startedBy: text(job.variables['startedBy']),
        startedByUnit: text(job.variables['startedByUnit']),
        documentIds: textList(job.variables['documentIds']),
        sourceCaseKey: job.processInstanceKey,
        sourceCaseTitle: title,
      },
    });
    return { complete: { supervisionCaseKey: caseKey } };
  },
};
