/**
 * Names of the demo city: the county-level units of Quzhou with their townships and subdistricts,
 * as listed in public directories of administrative divisions. Codes of townships and villages are
 * numbered by us and are not the official ones; villages carry numbers in place of names.
 */
export interface County {
  readonly code: string;
  readonly name: string;
  /** As in 龙游县办公室文书01. */
  readonly townships: readonly string[];
}

const names = (text: string): string[] => text.trim().split(/\s+/);

export const city = { code: '330800', name: '衢州市' } as const;

export const counties: readonly County[] = [
  {
    code: '330802',
    name: '柯城区',
    townships: names(`府山街道 荷花街道 花园街道 信安街道 双港街道 白云街道 衢化街道 新新街道
      黄家街道 石梁镇 航埠镇 七里乡 九华乡 沟溪乡 华墅乡 姜家山乡 万田乡 石室乡`),
  },
  {
    code: '330803',
    name: '衢江区',
    townships: names(`樟潭街道 浮石街道 上方镇 峡川镇 莲花镇 全旺镇 大洲镇 后溪镇 廿里镇 湖南镇
      高家镇 杜泽镇 太真乡 双桥乡 灰坪乡 周家乡 云溪乡 举村乡 岭洋乡 黄坛口乡`),
  },
  {
    code: '330881',
    name: '江山市',
    townships: names(`双塔街道 虎山街道 清湖街道 上余镇 四都镇 贺村镇 坛石镇 大桥镇 新塘边镇 凤林镇
      峡口镇 廿八都镇 长台镇 石门镇 大陈乡 碗窑乡 塘源口乡 张村乡 保安乡`),
  },
  {
    code: '330822',
    name: '常山县',
    townships: names(`天马街道 紫港街道 金川街道 白石镇 招贤镇 青石镇 球川镇 辉埠镇 芳村镇
      何家乡 同弓乡 大桥头乡 新昌乡 东案乡`),
  },
  {
    code: '330824',
    name: '开化县',
    townships: names(`芹阳街道 华埠镇 马金镇 村头镇 池淮镇 桐村镇 杨林镇 苏庄镇 齐溪镇 音坑乡
      林山乡 中村乡 长虹乡 何田乡 大溪边乡`),
  },
  {
    code: '330825',
    name: '龙游县',
    townships: names(`东华街道 龙洲街道 湖镇镇 小南海镇 溪口镇 横山镇 塔石镇 詹家镇 庙下乡 石佛乡
      社阳乡 大街乡 沐尘畲族乡 罗家乡 模环乡`),
  },
];

/** City departments: suffix of the code, name. */
export const cityDepartments: readonly (readonly [string, string])[] = [
  ['zfb', '市政府办公室'],
  ['dcs', '市政府督查室'],
  ['zwzx', '市政务服务中心'],
  ['fgw', '市发展和改革委员会'],
  ['jxj', '市经济和信息化局'],
  ['jyj', '市教育局'],
  ['kjj', '市科学技术局'],
  ['gaj', '市公安局'],
  ['mzj', '市民政局'],
  ['sfj', '市司法局'],
  ['czj', '市财政局'],
  ['rsj', '市人力资源和社会保障局'],
  ['zrzy', '市自然资源和规划局'],
  ['sthj', '市生态环境局'],
  ['zjj', '市住房和城乡建设局'],
  ['jtj', '市交通运输局'],
  ['slj', '市水利局'],
  ['nyj', '市农业农村局'],
  ['swj', '市商务局'],
  ['wgl', '市文化广电旅游局'],
  ['wjw', '市卫生健康委员会'],
  ['tyj', '市退役军人事务局'],
  ['yjj', '市应急管理局'],
  ['sjc', '市审计局'],
  ['gzw', '市国有资产监督管理委员会'],
  ['scjg', '市市场监督管理局'],
  ['tyu', '市体育局'],
  ['tjj', '市统计局'],
  ['ybj', '市医疗保障局'],
  ['xfj', '市信访局'],
  ['lyj', '市林业局'],
  ['zhzf', '市综合行政执法局'],
  ['jrb', '市人民政府金融工作办公室'],
  ['rfb', '市人民防空办公室'],
  ['daj', '市档案馆'],
  ['sjj', '市大数据发展管理局'],
  ['gjj', '市住房公积金管理中心'],
  ['qxj', '市气象局'],
  ['xfjy', '市消防救援支队'],
  ['swju', '市税务局'],
];

/** County departments: suffix of the code, name without the county's kind. */
export const countyDepartments: readonly (readonly [string, string])[] = [
  ['fgw', '发展和改革局'],
  ['jxj', '经济和信息化局'],
  ['jyj', '教育局'],
  ['gaj', '公安局'],
  ['mzj', '民政局'],
  ['sfj', '司法局'],
  ['czj', '财政局'],
  ['rsj', '人力资源和社会保障局'],
  ['zrzy', '自然资源和规划局'],
  ['sthj', '生态环境分局'],
  ['zjj', '住房和城乡建设局'],
  ['jtj', '交通运输局'],
  ['slj', '水利局'],
  ['nyj', '农业农村局'],
  ['swj', '商务局'],
  ['wgl', '文化和广电旅游体育局'],
  ['wjj', '卫生健康局'],
  ['tyj', '退役军人事务局'],
  ['yjj', '应急管理局'],
  ['sjc', '审计局'],
  ['scjg', '市场监督管理局'],
  ['tjj', '统计局'],
  ['ybj', '医疗保障局'],
  ['xfj', '信访局'],
  ['zhzf', '综合行政执法局'],
];

/** Villages (村) or communities (社区) under each township. */
export const VILLAGES_PER_TOWNSHIP = 4;
