import type { Plugin } from 'vite';

/** Texts that form-js has written into its code, and ours. */
const texts: [string, string][] = [
  ["'Field is required.'", "'请填写此项。'"],
  ['`Field must match pattern ${validation.pattern}.`', '`格式不符合要求。`'],
  ['`Field must have minimum value of ${validation.min}.`', '`不能小于 ${validation.min}。`'],
  ['`Field must have maximum value of ${validation.max}.`', '`不能大于 ${validation.max}。`'],
  ['`Field must have minimum length of ${validation.minLength}.`', '`至少填写 ${validation.minLength} 个字。`'],
  ['`Field must have maximum length of ${validation.maxLength}.`', '`最多填写 ${validation.maxLength} 个字。`'],
  ["'Field must be a valid  international phone number. (e.g. +4930664040900)'", "'请填写带国家代码的电话号码，如 +8657012345678。'"],
  ["'Field must be a valid email.'", "'请填写正确的电子邮箱。'"],
  ["'Value is not a number.'", "'请填写数字。'"],
  ["'Date and time must both be entered.'", "'日期和时间都要填写。'"],
  ["valueLabel || 'Select'", "valueLabel || '请选择'"],
  ["placeholder: 'Search'", "placeholder: '查找'"],
  ["undefined : 'Search'", "undefined : '查找'"],
];

/**
 * form-js has no translation service, so its texts are replaced while building. A text that is no
 * longer there stops the build: an update of form-js must not bring English back unseen.
 */
export function chineseFormJs(): Plugin {
  return {
    name: 'chinese-form-js',
    transform(code, id) {
      if (!/form-js-viewer[\\/]dist[\\/]index\.es\.js$/.test(id)) return null;
      let translated = code;
      for (const [english, chinese] of texts) {
        if (!translated.includes(english)) throw new Error(`form-js no longer says ${english}`);
        translated = translated.replaceAll(english, chinese);
      }
      return { code: translated, map: null };
    },
  };
}
