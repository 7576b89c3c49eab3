/** A person for one-click sign-in. `hint` says what to try as that person. */
export interface Persona {
  readonly account: string;
  readonly hint: string;
}

/** The people a visitor should be, in the order of the walk through the product. */
export const personas: readonly Persona[] = [
  { account: '330800-zfb-clerk1', hint: '向全市500家单位发文，看签收进度实时变化' },
  { account: '330825-clerk1', hint: '签收、阅办市里来文，发送回执' },
  { account: '330800-zwzx-window1', hint: '窗口受理并联审批申请，一次告知补正' },
  { account: '330800-fgw-handler1', hint: '并联审批中办理本部门事项' },
  { account: '330800-zjj-handler1', hint: '并联审批中暂停计时、专家评审、退回' },
  { account: '330800-dcs-supervisor1', hint: '督查看板、红黄灯、一键督办' },
  { account: '330800-leader1', hint: '市领导：批示与决定' },
  { account: '330800-sjj-designer1', hint: '画流程图、检查、部署新版本' },
];
