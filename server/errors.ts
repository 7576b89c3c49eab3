/**
 * The one table of everything the server refuses. Each row: HTTP status, whether the same request
 * may succeed later without a change (`retryable`), a short title, and a Chinese text that says
 * what to do. `{name}` in a text is filled from the values given to `Problem`.
 * `server/errors.md` lists the same rows for readers; a test compares both ways.
 * Source: RFC 9457 (problem details).
 */
export interface ErrorEntry {
  readonly status: number;
  readonly retryable: boolean;
  readonly title: string;
  readonly text: string;
}

const entry = (status: number, title: string, text: string, retryable = false): ErrorEntry => ({
  status,
  retryable,
  title,
  text,
});

const RETRYABLE = true;

export const errorTable = {
  // who is asking
  signed_out: entry(401, '未登录', '登录已过期或尚未登录，请重新登录后再试。'),
  wrong_password: entry(401, '登录失败', '账号或密码不对，请检查后重新输入。'),
  login_locked: entry(
    429,
    '账号已暂时锁定',
    '密码连续输错次数过多，请 {minutes} 分钟后再试，或联系系统管理员。',
    RETRYABLE,
  ),
  too_many_requests: entry(429, '操作过于频繁', '操作过于频繁，请 {seconds} 秒后再试。', RETRYABLE),
  csrf_failed: entry(
    403,
    '页面已过期',
    '页面已过期，请刷新页面后重新提交，已填写的内容请先复制保存。',
  ),
  forbidden: entry(403, '没有权限', '您没有办理此事项的权限，如确需办理请联系本单位管理员。'),
  demo_only: entry(404, '未开启演示模式', '系统未开启演示模式，请使用账号和密码登录。'),

  // what is asked for
  not_found: entry(404, '没有找到', '没有找到该内容，可能已被删除，或您无权查看。'),
  page_not_found: entry(404, '页面不存在', '页面不存在，请检查网址，或返回首页。'),
  method_not_allowed: entry(405, '不支持的操作', '此地址不支持 {method} 操作。'),
  invalid_input: entry(400, '填写有误', '填写的内容有误，请按提示修改后再提交。'),
  malformed_body: entry(400, '内容无法识别', '提交的内容不完整或格式不对，请重新提交。'),
  body_too_large: entry(413, '内容过大', '提交的内容过大，请精简后再提交，文件请以附件上传。'),
  unsupported_body: entry(415, '格式不支持', '不支持以此格式提交，请使用 {expected}。'),

  // documents
  upload_missing: entry(400, '没有文件', '没有收到文件，请选择一个文件后再上传。'),
  upload_empty: entry(400, '文件是空的', '文件“{name}”没有内容，请检查后重新上传。'),
  upload_incomplete: entry(400, '上传中断', '文件没有传完，请重新上传。', RETRYABLE),
  upload_too_large: entry(413, '文件过大', '文件超过 {limitMb} MB 的上限，请压缩或拆分后再上传。'),
  upload_type_refused: entry(
    415,
    '文件类型不支持',
    '不能上传“{name}”：只接受 PDF、Word（docx）、Excel（xlsx）、OFD、文本（txt）和图片（png、jpg）。',
  ),
  range_not_satisfiable: entry(416, '范围无效', '请求的文件范围无效，请重新下载整个文件。'),

  // tasks
  task_already_completed: entry(
    409,
    '任务已办结',
    '该任务已由{by}办理，您填写的内容已保存为草稿，无需再次提交。',
  ),
  task_not_open: entry(409, '任务已不在办理中', '该任务已被撤回或取消，请返回待办列表查看。'),
  task_claimed: entry(409, '任务已被签领', '该任务已由{by}签领，如需办理请与其联系。'),
  task_not_claimed: entry(409, '任务尚未签领', '请先签领该任务，再进行此操作。'),
  task_submitting: entry(409, '正在提交', '该任务正在提交中，请稍候刷新查看结果。', RETRYABLE),
  draft_stale: entry(
    409,
    '草稿已更新',
    '这份草稿已在别处更新，请核对较新的内容后再保存，您刚填写的内容没有丢失。',
  ),
  form_invalid: entry(422, '表单填写有误', '表单填写有误，请按提示修改后再提交。'),
  return_refused: entry(409, '不能退回', '不能退回到该环节：{reason}'),

  // cases and businesses
  case_ended: entry(409, '事项已结束', '该事项已办结或终止，不能再进行此操作。'),
  copy_already_signed: entry(409, '文件已签收', '选中的单位已签收，不能撤回，请与该单位联系。'),
  reminder_too_soon: entry(
    429,
    '刚刚催办过',
    '该事项刚刚催办过，请 {minutes} 分钟后再催办。',
    RETRYABLE,
  ),
  action_refused: entry(409, '现在不能办理', '现在不能办理“{title}”：{reason}。'),
  action_forbidden: entry(403, '没有权限', '“{title}”只能由{who}办理。'),
  business_not_deployed: entry(409, '业务尚未启用', '业务“{name}”尚未部署启用，请联系流程管理员。'),
  incident_not_open: entry(409, '异常已处理', '该异常已处理，请刷新页面查看。'),

  // diagrams
  diagram_invalid: entry(422, '流程图有误', '流程图不能部署，请按检查结果修改后再试。'),
  diagram_draft_stale: entry(
    409,
    '流程图草稿已更新',
    '这份流程图草稿已由{by}更新，请先取得较新的一版再修改，您的改动没有丢失。',
  ),

  // the parts behind the server
  starting: entry(503, '系统正在启动', '系统正在启动，请稍候几秒，页面会自动刷新。', RETRYABLE),
  broker_unavailable: entry(
    503,
    '流程引擎暂时不可用',
    '流程引擎暂时连接不上，您的操作没有提交，请稍后再试。',
    RETRYABLE,
  ),
  broker_busy: entry(
    503,
    '系统繁忙',
    '当前办理的人较多，您的操作没有提交，请稍后再试。',
    RETRYABLE,
  ),
  broker_timeout: entry(
    504,
    '流程引擎没有及时答复',
    '流程引擎没有及时答复，操作可能已经生效，请刷新页面确认后再试。',
    RETRYABLE,
  ),
  broker_refused: entry(409, '操作未被接受', '流程引擎没有接受该操作：{reason}'),
  store_unavailable: entry(503, '数据库暂时不可用', '数据库暂时连接不上，请稍后再试。', RETRYABLE),
  too_many_streams: entry(
    429,
    '打开的页面过多',
    '您打开的页面过多，请关闭几个不用的页面。',
    RETRYABLE,
  ),
  internal: entry(
    500,
    '系统出错',
    '系统出错，已记录，请稍后再试；若仍出错请将编号 {requestId} 告知管理员。',
  ),
} as const satisfies Record<string, ErrorEntry>;

/** A code of the table. */
export type ErrorCode = keyof typeof errorTable;

/** One field that was filled in wrongly: `path` as in `variables.recipients`, a Chinese message. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

/** What a `Problem` may carry beside its code. */
export interface ProblemOptions {
  /** Fills `{name}` places of the table's text. */
  readonly values?: Readonly<Record<string, string | number>>;
  /** Replaces the table's text where a fuller sentence is known. Chinese, says what to do. */
  readonly detail?: string;
  /** Fields at fault. */
  readonly errors?: readonly FieldError[];
  /** Further members of the problem document (`draft`, `findings`, …), JSON. */
  readonly extra?: Readonly<Record<string, unknown>>;
  /** Seconds for the `Retry-After` header. */
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/** A problem document as the API answers it (`application/problem+json`). Source: RFC 9457 §3. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly requestId?: string;
  readonly errors?: readonly FieldError[];
  readonly [member: string]: unknown;
}

/**
 * A refusal on its way to the person who asked. Thrown by services, policies and handlers; the
 * error handler of `server/http` turns it into problem+json or into a page.
 * `message` is the filled Chinese text.
 */
export class Problem extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly retryable: boolean;
  readonly title: string;
  readonly errors: readonly FieldError[];
  readonly extra: Readonly<Record<string, unknown>>;
  readonly retryAfterSeconds: number | null;

  constructor(code: ErrorCode, options: ProblemOptions = {}) {
    const row: ErrorEntry = errorTable[code];
    super(options.detail ?? fill(row.text, options.values ?? {}), { cause: options.cause });
    this.name = 'Problem';
    this.code = code;
    this.status = row.status;
    this.retryable = row.retryable;
    this.title = row.title;
    this.errors = options.errors ?? [];
    this.extra = options.extra ?? {};
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
  }

  /** The document answered to API callers. */
  toDocument(requestId?: string): ProblemDocument {
    return {
      ...this.extra,
      type: `urn:tongqu:error:${this.code}`,
      title: this.title,
      status: this.status,
      detail: this.message,
      code: this.code,
      retryable: this.retryable,
      ...(requestId === undefined ? {} : { requestId }),
      ...(this.errors.length > 0 ? { errors: this.errors } : {}),
    };
  }
}

function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (_place, name: string) => String(values[name] ?? ''));
}
