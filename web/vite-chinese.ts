import type { Plugin } from 'vite';

type Texts = readonly (readonly [english: string, chinese: string])[];

/** Texts that libraries have written into their code, by the file that says them, and ours. */
const files: readonly (readonly [file: RegExp, texts: Texts])[] = [
  [
    /form-js-viewer\/dist\/index\.es\.js$/,
    [
      ["'Field is required.'", "'请填写此项。'"],
      ['`Field must match pattern ${validation.pattern}.`', '`格式不符合要求。`'],
      ['`Field must have minimum value of ${validation.min}.`', '`不能小于 ${validation.min}。`'],
      ['`Field must have maximum value of ${validation.max}.`', '`不能大于 ${validation.max}。`'],
      [
        '`Field must have minimum length of ${validation.minLength}.`',
        '`至少填写 ${validation.minLength} 个字。`',
      ],
      [
        '`Field must have maximum length of ${validation.maxLength}.`',
        '`最多填写 ${validation.maxLength} 个字。`',
      ],
      [
        "'Field must be a valid  international phone number. (e.g. +4930664040900)'",
        "'请填写带国家代码的电话号码，如 +8657012345678。'",
      ],
      ["'Field must be a valid email.'", "'请填写正确的电子邮箱。'"],
      ["'Value is not a number.'", "'请填写数字。'"],
      ["'Date and time must both be entered.'", "'日期和时间都要填写。'"],
      ["valueLabel || 'Select'", "valueLabel || '请选择'"],
      ["placeholder: 'Search'", "placeholder: '查找'"],
      ["undefined : 'Search'", "undefined : '查找'"],
      ["'Nothing to show.'", "'没有内容'"],
      ['"Nothing to show."', '"没有内容"'],
      ['"aria-label": "Increment"', '"aria-label": "加一"'],
      ['"aria-label": "Decrement"', '"aria-label": "减一"'],
      ['"aria-label": "Previous page"', '"aria-label": "上一页"'],
      ['"aria-label": "Next page"', '"aria-label": "下一页"'],
      ['children: "Browse"', 'children: "选择文件"'],
    ],
  ],
  [/toggle-mode\/modeler\/ToggleMode\.js$/, [['Token Simulation', '试走']]],
  [/reset-simulation\/ResetSimulation\.js$/, [['title="Reset Simulation"', 'title="重新试走"']]],
  [
    /pause-simulation\/PauseSimulation\.js$/,
    [['title="Play/Pause Simulation"', 'title="继续/暂停"']],
  ],
  [/features\/log\/Log\.js$/, [['title="Toggle Simulation Log"', 'title="试走记录"']]],
  [
    /set-animation-speed\/SetAnimationSpeed\.js$/,
    [['title="Set animation speed = ${ label }"', 'title="速度 ${ label }"']],
  ],
  [/context-pads\/handler\/TriggerHandler\.js$/, [['title="Trigger Event"', 'title="触发"']]],
  [/handler\/ExclusiveGatewayHandler\.js$/, [['title="Set Sequence Flow"', 'title="换一条线"']]],
  [/handler\/InclusiveGatewayHandler\.js$/, [['title="Set Sequence Flow"', 'title="换一条线"']]],
];

/**
 * Libraries without a translation service get their texts replaced while building. A text that is
 * no longer there stops the build: an update must not bring English back unseen.
 */
export function chineseLibraries(): Plugin {
  return {
    name: 'chinese-libraries',
    transform(code, id) {
      const path = id.replaceAll('\\', '/').split('?')[0] ?? '';
      if (!path.includes('/node_modules/')) return null;
      const texts = files.find(([file]) => file.test(path))?.[1];
      if (!texts) return null;
      let translated = code;
      for (const [english, chinese] of texts) {
        if (!translated.includes(english)) throw new Error(`${path} no longer says ${english}`);
        translated = translated.replaceAll(english, chinese);
      }
      return { code: translated, map: null };
    },
  };
}
