import type { Problem } from '../../server/errors.ts';

/** A refusal as a page shows it: what happened, and what to do now. */
export interface ProblemView {
  status: number;
  title: string;
  detail: string;
  advice: string;
  requestId: string | null;
  errors: readonly { path: string; message: string }[];
  refresh: boolean;
}

const advices: Record<number, string> = {
  400: '请返回上一页，改正后再提交。',
  403: '管理员可以为您开通相应岗位；其他事项请从收件箱进入。',
  404: '它可能已经办结、被撤回，或者地址有误。可以从收件箱重新进入。',
  409: '请回到原页刷新，看最新情况再办。',
  413: '请压缩或拆分后再上传。',
  422: '请返回上一页，改正后再提交。',
  429: '请稍候再试。',
  500: '问题已经记录。稍后重试；仍然不行，请把时间和编号告诉系统管理员。',
  503: '系统恢复后本页会自动继续，您保存的草稿都在。',
  504: '请先刷新页面看是否已经生效，不要重复提交。',
};

/** The view of a `Problem`; a 503 refreshes by itself. */
export function problemView(problem: Problem, requestId: string | null): ProblemView {
  return {
    status: problem.status,
    title: problem.title,
    detail: problem.message,
    advice: advices[problem.status] ?? advices[problem.status < 500 ? 400 : 500] ?? '',
    requestId: problem.status >= 500 ? requestId : null,
    errors: problem.errors,
    refresh: problem.status === 503,
  };
}
