import type { Viewer } from '../../server/sessions/schema.ts';
import type { TaskCounts } from '../../server/tasks/schema.ts';

/** One link of the side navigation. `box` lets the live refresh find its count. */
export interface NavigationLink {
  id: string;
  href: string;
  text: string;
  count: number | null;
  current: boolean;
}

export interface NavigationGroup {
  heading: string;
  links: NavigationLink[];
}

/** The rooms that this person may enter, with counts. */
export function navigation(
  viewer: Viewer,
  counts: TaskCounts | null,
  active: string,
): NavigationGroup[] {
  const link = (id: string, href: string, text: string, count?: number | null): NavigationLink => ({
    id,
    href,
    text,
    count: count ?? null,
    current: id === active,
  });
  const groups: NavigationGroup[] = [
    {
      heading: '我的事项',
      links: [
        link('todo', '/tasks', '待办', counts?.todo),
        link('sign', '/tasks?box=sign', '待签收', counts?.sign),
        link('read', '/tasks?box=read', '待阅', counts?.read),
        link('done', '/tasks?box=done', '已办', counts?.done),
        link('doneRead', '/tasks?box=doneRead', '已阅', counts?.doneRead),
        link('started', '/cases', '我发起的', counts?.started),
      ],
    },
    { heading: '业务', links: [link('start', '/start', '发起事项')] },
  ];
  const rooms: NavigationLink[] = [];
  if (viewer.roles.includes('supervisor') || viewer.roles.includes('admin')) {
    rooms.push(link('board', '/board', '监督看板'), link('all', '/cases?scope=all', '全部事项'));
  } else {
    rooms.push(link('unit', '/cases?scope=unit', '本单位事项'));
  }
  if (viewer.roles.includes('designer') || viewer.roles.includes('admin')) {
    rooms.push(link('designer', '/designer', '流程设计'));
  }
  groups.push({ heading: '监督与设计', links: rooms });
  if (rooms.length === 1) groups[2]!.heading = '本单位';
  return groups;
}
