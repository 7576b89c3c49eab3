/** Roles in a unit, as packages name them in candidate groups, with their Chinese titles. */
export const unitRoles: Readonly<Record<string, string>> = {
  clerk: '文书',
  handler: '经办人',
  head: '负责人',
  leader: '分管领导',
  mayor: '市长',
  window: '窗口受理员',
  supervisor: '督查员',
  expert: '专家',
  designer: '流程管理员',
  admin: '系统管理员',
};

/** The Chinese title of a role; an unknown role is shown as it is written. */
export function roleTitle(role: string): string {
  return unitRoles[role] ?? role;
}
