/**
 * What was just done, said once on the page that a posted form leads to. The code travels in the
 * query (`?done=reminded`), so no text from outside is ever shown.
 */
const texts: Record<string, string> = {
  completed: '已提交',
  claimed: '已领办，其他人不会重复办理',
  released: '已放回，本岗位其他人可以办理',
  returned: '已退回',
  saved: '已保存',
  reminded: '催办已发出',
  supervised: '督办件已立项',
  withdrawn: '已撤回',
  canceled: '事项已终止',
  resolved: '已重新执行',
  acted: '已提交，办理情况见办理过程',
  read: '已标为已读',
  started: '已发起',
  signedOut: '已退出登录',
};

/** The sentence of a code, null for none or an unknown one. */
export function flashText(code: unknown): string | null {
  return typeof code === 'string' ? (texts[code] ?? null) : null;
}
