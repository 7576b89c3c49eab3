/** Who the demo documents belong to. */
export const DEMO_UPLOADER = 'p-330800-zfb-clerk1';

/** The demo documents with fixed ids, so that demo cases can name them. */
export const demoDocuments: readonly { readonly id: string; readonly file: string }[] = [
  { id: 'demo-quzhou', file: '衢州市电子政务建设情况.txt' },
  { id: 'demo-suzhou', file: '宿州市电子政务建设“十一五”发展规划.txt' },
  { id: 'demo-zhenxiong', file: '镇雄县电子政务建设实施方案.txt' },
  { id: 'demo-jingbian', file: '新时期加强靖边县电子政务建设的思考.txt' },
  { id: 'demo-longnan', file: '2010年陇南市电子政务工作要点.txt' },
];
