PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
INSERT INTO grdb_migrations VALUES('1 citizens, cases, places, agents, ledger');
INSERT INTO grdb_migrations VALUES('2 versions of dialplans');
INSERT INTO grdb_migrations VALUES('3 walks of calls');
INSERT INTO grdb_migrations VALUES('4 proofs of citizens');
INSERT INTO grdb_migrations VALUES('5 receipts of articles');
INSERT INTO grdb_migrations VALUES('6 recordings of prompts');
INSERT INTO grdb_migrations VALUES('7 languages of numbers');
INSERT INTO grdb_migrations VALUES('8 requests to publish');
INSERT INTO grdb_migrations VALUES('9 surge');
INSERT INTO grdb_migrations VALUES('10 traffic of dialplans, calendars of past calls');
INSERT INTO grdb_migrations VALUES('11 places to be called back');
INSERT INTO grdb_migrations VALUES('12 lives of cases');
INSERT INTO grdb_migrations VALUES('13 people of handling units');
INSERT INTO grdb_migrations VALUES('14 matters filed in writing');
INSERT INTO grdb_migrations VALUES('16 visits of queues, time of agents');
CREATE TABLE citizen (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  birth_year INTEGER CHECK (birth_year BETWEEN 1880 AND 2200),
  language TEXT NOT NULL,
  township TEXT NOT NULL,
  village TEXT,
  id_suffix TEXT CHECK (length(id_suffix) = 4),
  pin_hash TEXT,
  accessibility TEXT,
  dialect TEXT
) STRICT;
INSERT INTO citizen VALUES(1,'王秀兰',1971,'zh-CN','青石镇','上河村','4821','$scrypt$ln=12,r=8,p=1$oQzNi+GbWY8hKaGhfxsg0A==$4sqWsMIu2l2sf3yoxGojwTEZdUy1dD6Z8sVNAEfc6xs=',NULL,NULL);
INSERT INTO citizen VALUES(2,'李建国',1956,'zh-CN','青石镇','石桥村','1357',NULL,NULL,NULL);
INSERT INTO citizen VALUES(3,'张桂芳',1958,'zh-CN','青石镇','石桥村','2468',NULL,NULL,NULL);
INSERT INTO citizen VALUES(4,'李强',1983,'zh-CN','青石镇','石桥村','5079','$scrypt$ln=12,r=8,p=1$16oa53rLygeQrwzv4eRufg==$K2/79aUyFpp/lZngvbUFnnOsVPQJULgCsT9ymN0e3Qg=',NULL,NULL);
INSERT INTO citizen VALUES(5,'李小梅',2008,'zh-CN','青石镇','石桥村','6182',NULL,NULL,NULL);
INSERT INTO citizen VALUES(6,'Emma Clarke',1990,'en','清水镇','北街村','7391','$scrypt$ln=12,r=8,p=1$Jh8NU3EnRRyqvdiqUHMarQ==$UnN9JrHaExt1o/ZmDLSRYd58osTf+JfZdY7rmpUxpEo=',NULL,NULL);
INSERT INTO citizen VALUES(7,'赵德福',1949,'zh-CN','大坪乡','高岭村','302X',NULL,NULL,NULL);
INSERT INTO citizen VALUES(8,'陈玉珍',1944,'zh-CN','金谷镇','桑园村','8813',NULL,'听力不好，请说大声些','西南官话');
CREATE TABLE household (
  id INTEGER PRIMARY KEY, township TEXT NOT NULL, village TEXT
) STRICT;
INSERT INTO household VALUES(1,'青石镇','上河村');
INSERT INTO household VALUES(2,'青石镇','石桥村');
INSERT INTO household VALUES(3,'清水镇','北街村');
INSERT INTO household VALUES(4,'大坪乡','高岭村');
INSERT INTO household VALUES(5,'金谷镇','桑园村');
CREATE TABLE household_member (
  household_id INTEGER NOT NULL REFERENCES household (id),
  citizen_id INTEGER NOT NULL REFERENCES citizen (id),
  PRIMARY KEY (household_id, citizen_id)
) STRICT;
INSERT INTO household_member VALUES(1,1);
INSERT INTO household_member VALUES(2,2);
INSERT INTO household_member VALUES(2,3);
INSERT INTO household_member VALUES(2,4);
INSERT INTO household_member VALUES(2,5);
INSERT INTO household_member VALUES(3,6);
INSERT INTO household_member VALUES(4,7);
INSERT INTO household_member VALUES(5,8);
CREATE TABLE phone (
  id INTEGER PRIMARY KEY, number_key TEXT NOT NULL UNIQUE, raw_number TEXT NOT NULL
) STRICT;
INSERT INTO phone VALUES(1,'+8612900001001','+8612900001001');
INSERT INTO phone VALUES(2,'+8612900001002','+8612900001002');
INSERT INTO phone VALUES(3,'+8612900001006','+8612900001006');
INSERT INTO phone VALUES(4,'+447700900123','+447700900123');
INSERT INTO phone VALUES(5,'+8612900001003','+8612900001003');
INSERT INTO phone VALUES(6,'+8612900001004','+8612900001004');
INSERT INTO phone VALUES(7,'+8612900001005','+8612900001005');
CREATE TABLE citizen_phone (
  phone_id INTEGER NOT NULL REFERENCES phone (id),
  citizen_id INTEGER NOT NULL REFERENCES citizen (id),
  confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
  since INTEGER NOT NULL,
  PRIMARY KEY (phone_id, citizen_id)
) STRICT;
INSERT INTO citizen_phone VALUES(1,1,0.94999999999999995559,1718057806000);
INSERT INTO citizen_phone VALUES(2,2,0.5,1666217806000);
INSERT INTO citizen_phone VALUES(2,3,0.5,1666217806000);
INSERT INTO citizen_phone VALUES(2,4,0.5,1666217806000);
INSERT INTO citizen_phone VALUES(2,5,0.5,1666217806000);
INSERT INTO citizen_phone VALUES(3,4,0.94999999999999995559,1743977806000);
INSERT INTO citizen_phone VALUES(4,6,0.94999999999999995559,1718057806000);
INSERT INTO citizen_phone VALUES(5,7,0.94999999999999995559,1718057806000);
INSERT INTO citizen_phone VALUES(6,8,0.94999999999999995559,1718057806000);
INSERT INTO citizen_phone VALUES(7,8,0.59999999999999997779,1718057806000);
CREATE TABLE contact (
  id INTEGER PRIMARY KEY,
  conversation TEXT NOT NULL,
  channel TEXT NOT NULL CHECK (channel IN ('phone', 'message', 'missed-call', 'fax', 'email', 'web', 'letter', 'counter', 'television', 'sms', 'callback')),
  citizen_id INTEGER REFERENCES citizen (id),
  number_key TEXT,
  raw_number TEXT,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  agent TEXT,
  talk_time INTEGER NOT NULL CHECK (talk_time >= 0),
  trail TEXT NOT NULL,
  summary TEXT NOT NULL,
  outcome TEXT
) STRICT;
INSERT INTO contact VALUES(1,'C-635GA3DFV5','phone',1,'+8612900001001','129-0000-1001',1795551406000,1795551436000,NULL,0,'pressed call-back/number: 13711110002','城乡居民养老保险：反映问题反复出现','case-opened');
INSERT INTO contact VALUES(2,'C-SGSC49575A','web',1,NULL,NULL,1761257806000,1761257836000,NULL,0,'','惠农补贴：要求上门办理','information-given');
INSERT INTO contact VALUES(3,'C-TVT6P58ADR','phone',1,'+8612900001001','+8612900001001',1785449806000,1785450022000,'agent-1',186,'','惠农补贴：咨询所需材料','solved-on-call');
INSERT INTO contact VALUES(4,'C-EESDF6G051','phone',1,'+8612900001001','+8612900001001',1793139406000,1793139764000,'agent-2',328,'','惠农补贴：询问办理进度','solved-on-call');
INSERT INTO contact VALUES(5,'C-386B08K59F','phone',2,'+8612900001002','+8612900001002',1769897806000,1769898101000,'agent-1',265,'','农业保险理赔：咨询政策条件','information-given');
INSERT INTO contact VALUES(6,'C-C4S28ZJAJF','phone',2,'+8612900001002','+8612900001002',1788041806000,1788042189000,'agent-1',353,'','农业保险理赔：询问办理进度','information-given');
INSERT INTO contact VALUES(7,'C-4GMQ2GYY75','phone',3,'+8612900001002','+8612900001002',1791929806000,1791930285000,'agent-2',449,'','医疗保险报销：反映未按时到账','case-opened');
INSERT INTO contact VALUES(8,'C-GMQC5Z4EC0','phone',5,'+8612900001002','+8612900001002',1795637806000,1795638102000,'agent-2',266,'','入学与营养餐：要求上门办理','case-opened');
INSERT INTO contact VALUES(9,'C-P2P81YDN2G','phone',6,'+447700900123','+447700900123',1794773806000,1794774031000,'agent-2',195,'','General enquiry：咨询政策条件','case-opened');
INSERT INTO contact VALUES(10,'C-WP09MR2H0V','phone',7,'+8612900001003','+8612900001003',1790626606000,1790626636000,NULL,0,'','农村公路：询问办理进度','case-opened');
INSERT INTO contact VALUES(11,'C-92C72QJRDY','phone',8,'+8612900001004','+8612900001004',1792354606000,1792354636000,NULL,0,'','低保与临时救助：咨询政策条件','case-opened');
CREATE TABLE case_proof_attempt (
  id INTEGER PRIMARY KEY, case_number TEXT NOT NULL, number_key TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
INSERT INTO case_proof_attempt VALUES(1,'00012344','+8613711110008',1795399200000);
CREATE TABLE desk_session (
  token_hash BLOB PRIMARY KEY,
  agent TEXT NOT NULL REFERENCES agent (name),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE TABLE sign_in_attempt (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, source TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
CREATE TABLE ledger (
  sequence INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  conversation TEXT,
  actor TEXT NOT NULL,
  payload TEXT NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
INSERT INTO ledger VALUES(1,1795817806867,'sample-county-loaded',NULL,'system','{"citizens":"8","seed":"12345"}',X'1acd69b55e2c3c497106c3b87162fab6d580e14b33c1842aad633473ed57e6ce');
CREATE TABLE counter (name TEXT PRIMARY KEY, next INTEGER NOT NULL) STRICT;
INSERT INTO counter VALUES('case',1300);
INSERT INTO counter VALUES('ledger',2);
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
INSERT INTO setting VALUES('sample-county','8 citizens, seed 12345');
CREATE TABLE plan_version (
  id INTEGER PRIMARY KEY,
  plan TEXT NOT NULL CHECK (length(plan) BETWEEN 1 AND 200),
  serial INTEGER NOT NULL CHECK (serial > 0),
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  fingerprint TEXT NOT NULL,
  author TEXT NOT NULL,
  note TEXT NOT NULL,
  at INTEGER NOT NULL,
  base INTEGER,
  text TEXT NOT NULL,
  UNIQUE (plan, serial)
) STRICT;
CREATE TABLE plan_alias (
  plan TEXT NOT NULL,
  name TEXT NOT NULL CHECK (name IN ('live', 'draft', 'file')),
  version INTEGER NOT NULL REFERENCES plan_version (id),
  PRIMARY KEY (plan, name)
) STRICT;
CREATE TABLE call_walk (
  id INTEGER PRIMARY KEY,
  conversation TEXT NOT NULL,
  plan TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  record TEXT NOT NULL
) STRICT;
INSERT INTO call_walk VALUES(1,'C-OLD','county',1795399200000,'{"moments":[{"number":"13711110010"}]}');
CREATE TABLE citizen_proof_attempt (
  id INTEGER PRIMARY KEY, citizen_id INTEGER NOT NULL, number_key TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
INSERT INTO citizen_proof_attempt VALUES(1,1,'+8613711110008',1795399200000);
CREATE TABLE article_receipt (
  id INTEGER PRIMARY KEY,
  article TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version > 0),
  conversation TEXT NOT NULL,
  number_key TEXT,
  citizen_id INTEGER REFERENCES citizen (id),
  language TEXT NOT NULL,
  at INTEGER NOT NULL,
  parts INTEGER NOT NULL CHECK (parts > 0),
  heard INTEGER NOT NULL CHECK (heard BETWEEN 0 AND parts),
  seconds INTEGER NOT NULL CHECK (seconds >= 0)
) STRICT;
INSERT INTO article_receipt VALUES(1,'renewal',1,'C-OLD','+8613711110006',NULL,'en',1795399200000,2,1,9);
CREATE TABLE prompt_sound (hash TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
CREATE TABLE prompt_recording (
  id INTEGER PRIMARY KEY,
  clip TEXT NOT NULL CHECK (length(clip) BETWEEN 1 AND 200),
  serial INTEGER NOT NULL CHECK (serial > 0),
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  said TEXT NOT NULL,
  source TEXT NOT NULL CHECK (source IN ('file', 'upload', 'browser', 'phone', 'restored')),
  author TEXT NOT NULL,
  at INTEGER NOT NULL,
  clipped INTEGER NOT NULL CHECK (clipped >= 0),
  noise REAL,
  UNIQUE (clip, serial)
) STRICT;
CREATE TABLE number_language (
  number_key TEXT PRIMARY KEY, language TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
INSERT INTO number_language VALUES('+8613711110007','en',1795399200000);
CREATE TABLE plan_request (
  id INTEGER PRIMARY KEY,
  plan TEXT NOT NULL CHECK (length(plan) BETWEEN 1 AND 200),
  kind TEXT NOT NULL CHECK (kind IN ('publish', 'rollback', 'create')),
  text TEXT NOT NULL,
  file TEXT,
  serial INTEGER,
  base INTEGER,
  author TEXT NOT NULL,
  note TEXT NOT NULL,
  at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'approved', 'declined', 'outdated')),
  decided_by TEXT,
  decided_at INTEGER,
  decision TEXT,
  CHECK ((state = 'open') = (decided_by IS NULL)),
  CHECK (state <> 'approved' OR decided_by <> author)
) STRICT;
CREATE TABLE surge (
  id INTEGER PRIMARY KEY,
  plan TEXT CHECK (length(plan) BETWEEN 1 AND 200),
  text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 200),
  words TEXT NOT NULL,
  author TEXT NOT NULL,
  at INTEGER NOT NULL,
  until INTEGER NOT NULL CHECK (until > at),
  ended_at INTEGER,
  ended_by TEXT,
  CHECK ((ended_at IS NULL) = (ended_by IS NULL))
) STRICT;
CREATE TABLE plan_calls (
  plan TEXT NOT NULL, hour INTEGER NOT NULL, version TEXT NOT NULL,
  calls INTEGER NOT NULL CHECK (calls > 0), PRIMARY KEY (plan, hour, version)
) STRICT;
CREATE TABLE plan_way (
  plan TEXT NOT NULL, hour INTEGER NOT NULL, version TEXT NOT NULL, step TEXT NOT NULL, way TEXT NOT NULL,
  calls INTEGER NOT NULL CHECK (calls > 0), PRIMARY KEY (plan, hour, version, step, way)
) STRICT;
CREATE TABLE house_text (hash TEXT PRIMARY KEY CHECK (length(hash) = 64), text TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS "place" (
  id INTEGER PRIMARY KEY,
  conversation TEXT NOT NULL,
  queue TEXT NOT NULL,
  joined_at INTEGER NOT NULL,
  language TEXT NOT NULL,
  callback_number TEXT,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'offered', 'talking', 'kept', 'call-back', 'left')),
  leaving TEXT CHECK (leaving IN (
    'served', 'hung-up', 'message', 'overflow', 'closed', 'unreachable')),
  agent TEXT,
  skills TEXT NOT NULL DEFAULT '',
  preferred_agent TEXT,
  mark TEXT CHECK (mark IN ('life-and-limb', 'continuation')),
  call_back TEXT CHECK (call_back IN ('asked', 'dropped', 'missed', 'abandoned', 'outside-hours')),
  not_before INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0)
) STRICT;
INSERT INTO place VALUES(1,'C-OLD','general',1795399200000,'zh-CN','+8613711110004','waiting',NULL,NULL,'',NULL,NULL,NULL,NULL,0);
INSERT INTO place VALUES(2,'C-OLD2','general',1795399200000,'zh-CN',NULL,'waiting',NULL,NULL,'',NULL,NULL,NULL,NULL,0);
CREATE TABLE IF NOT EXISTS "citizen_case" (
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL UNIQUE CHECK (length(number) = 8),
  citizen_id INTEGER REFERENCES citizen (id),
  conversation TEXT,
  service TEXT NOT NULL,
  unit TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('received', 'dispatched', 'refused', 'arbitration', 'in-work', 'answered', 'asked', 'closed', 'archived', 'merged')),
  opened_at INTEGER NOT NULL,
  deadline INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  summary TEXT NOT NULL,
  recording TEXT,
  channel TEXT NOT NULL CHECK (channel IN (
    'phone', 'message', 'missed-call', 'fax', 'email', 'web', 'letter', 'counter', 'television', 'sms', 'callback')),
  contact_number TEXT,
  first_unit TEXT NOT NULL,
  promised INTEGER NOT NULL,
  paused_since INTEGER,
  wished_at INTEGER,
  version INTEGER NOT NULL DEFAULT 1 CHECK (version > 0),
  confidential INTEGER NOT NULL DEFAULT 0 CHECK (confidential IN (0, 1)),
  merged_into TEXT CHECK (merged_into <> number),
  CHECK (deadline >= promised),
  CHECK ((state = 'merged') = (merged_into IS NOT NULL))
) STRICT;
INSERT INTO citizen_case VALUES(1,'00012344',1,'C-635GA3DFV5','pension','human-resources','in-work',1795551436000,1796376600000,1795584769000,'城乡居民养老保险：反映问题反复出现',NULL,'phone','+8612900001001','human-resources',1796376600000,NULL,NULL,1,0,NULL);
INSERT INTO citizen_case VALUES(2,'00012385',5,'C-GMQC5Z4EC0','school','education','dispatched',1795638102000,1796635800000,1795650342000,'入学与营养餐：要求上门办理',NULL,'phone','+8612900001002','education',1796635800000,NULL,NULL,1,0,NULL);
INSERT INTO citizen_case VALUES(3,'00012351',6,'C-P2P81YDN2G','general','hotline-centre','answered',1794774031000,1795599000000,1794883657000,'General enquiry：咨询政策条件',NULL,'phone','+447700900123','hotline-centre',1795599000000,NULL,NULL,1,0,NULL);
INSERT INTO citizen_case VALUES(4,'00012369',7,'C-WP09MR2H0V','roads','transport','closed',1790626636000,1791970200000,1790729535000,'农村公路：询问办理进度',NULL,'phone','+8612900001003','transport',1791970200000,NULL,NULL,1,0,NULL);
INSERT INTO citizen_case VALUES(5,'00012377',8,'C-92C72QJRDY','social-relief','civil-affairs','in-work',1792354636000,1793179800000,1792394315000,'低保与临时救助：咨询政策条件',NULL,'phone','+8612900001004','civil-affairs',1793179800000,NULL,NULL,1,0,NULL);
INSERT INTO citizen_case VALUES(100,'00099994',NULL,NULL,'general','bureau','received',1795399200000,1795599200000,1795399200000,'no water',NULL,'web','+8613711110009','bureau',1795599200000,NULL,NULL,1,0,NULL);
CREATE TABLE IF NOT EXISTS "case_event" (
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL REFERENCES citizen_case (id),
  at INTEGER NOT NULL,
  author TEXT NOT NULL,
  state TEXT CHECK (state IN ('received', 'dispatched', 'refused', 'arbitration', 'in-work', 'answered', 'asked', 'closed', 'archived', 'merged')),
  note TEXT NOT NULL,
  fact TEXT
) STRICT;
INSERT INTO case_event VALUES(1,1,1795551436000,'system','received','城乡居民养老保险：反映问题反复出现',NULL);
INSERT INTO case_event VALUES(2,1,1795574569000,'human-resources','dispatched','',NULL);
INSERT INTO case_event VALUES(3,1,1795584769000,'human-resources','in-work','',NULL);
INSERT INTO case_event VALUES(4,2,1795638102000,'system','received','入学与营养餐：要求上门办理',NULL);
INSERT INTO case_event VALUES(5,2,1795650342000,'education','dispatched','',NULL);
INSERT INTO case_event VALUES(6,3,1794774031000,'system','received','General enquiry：咨询政策条件',NULL);
INSERT INTO case_event VALUES(7,3,1794812601000,'hotline-centre','dispatched','',NULL);
INSERT INTO case_event VALUES(8,3,1794848587000,'hotline-centre','in-work','',NULL);
INSERT INTO case_event VALUES(9,3,1794883657000,'hotline-centre','answered','已答复政策规定',NULL);
INSERT INTO case_event VALUES(10,4,1790626636000,'system','received','农村公路：询问办理进度',NULL);
INSERT INTO case_event VALUES(11,4,1790658543000,'transport','dispatched','',NULL);
INSERT INTO case_event VALUES(12,4,1790685163000,'transport','in-work','',NULL);
INSERT INTO case_event VALUES(13,4,1790713424000,'transport','answered','已答复政策规定',NULL);
INSERT INTO case_event VALUES(14,4,1790729535000,'transport','closed','',NULL);
INSERT INTO case_event VALUES(15,5,1792354636000,'system','received','低保与临时救助：咨询政策条件',NULL);
INSERT INTO case_event VALUES(16,5,1792365056000,'civil-affairs','dispatched','',NULL);
INSERT INTO case_event VALUES(17,5,1792394315000,'civil-affairs','in-work','',NULL);
INSERT INTO case_event VALUES(18,100,1795399200000,'citizen','received','no water',NULL);
INSERT INTO case_event VALUES(19,100,1795399200000,'system',NULL,replace('name: Zhang San\nnumber: 137 1111 0009\nplace: Qingshan\nID number ends in: 917X\nwants the answer: by telephone','\n',char(10)),NULL);
CREATE TABLE case_notice (
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL REFERENCES citizen_case (id),
  recipient TEXT NOT NULL CHECK (length(recipient) BETWEEN 1 AND 60),
  notice TEXT NOT NULL CHECK (length(notice) BETWEEN 1 AND 40),
  at INTEGER NOT NULL,
  told_at INTEGER
) STRICT;
CREATE TABLE case_credit (
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL REFERENCES citizen_case (id),
  unit TEXT NOT NULL,
  points INTEGER NOT NULL CHECK (points IN (-1, 1)),
  at INTEGER NOT NULL
) STRICT;
CREATE TABLE case_alarm (
  case_id INTEGER NOT NULL REFERENCES citizen_case (id),
  alarm TEXT NOT NULL,
  deadline INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (case_id, alarm, deadline)
) STRICT;
CREATE TABLE IF NOT EXISTS "agent" (
  name TEXT PRIMARY KEY,
  display_name TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  sip_user TEXT NOT NULL,
  languages TEXT NOT NULL,
  queues TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('agent', 'supervisor', 'administrator', 'auditor', 'unit')),
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  unit TEXT CHECK (length(unit) BETWEEN 1 AND 40),
  CHECK ((role = 'unit') = (unit IS NOT NULL))
) STRICT;
CREATE TABLE filing (
  case_id INTEGER PRIMARY KEY REFERENCES citizen_case (id),
  source TEXT NOT NULL CHECK (length(source) BETWEEN 1 AND 100),
  name TEXT,
  township TEXT,
  village TEXT,
  address TEXT,
  id_suffix TEXT CHECK (length(id_suffix) = 4),
  birth_year INTEGER CHECK (birth_year BETWEEN 1880 AND 2200),
  happened_on TEXT CHECK (length(happened_on) = 10),
  answer TEXT NOT NULL CHECK (answer IN ('look', 'phone'))
) STRICT;
INSERT INTO filing VALUES(100,'web','Zhang San','Qingshan',NULL,NULL,'917X',1950,NULL,'phone');
CREATE TABLE submission (
  source TEXT NOT NULL,
  key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
  wording BLOB NOT NULL CHECK (length(wording) = 32),
  case_id INTEGER NOT NULL REFERENCES citizen_case (id),
  receipt TEXT NOT NULL,
  until INTEGER NOT NULL,
  PRIMARY KEY (source, key)
) STRICT;
INSERT INTO submission VALUES('web','k',X'26cc621df2f8cd9a1a35e6e77144fa18980a3142f9e9e836458cb5ecebfaf39b',100,'{"channel":"web","contactNumber":"+8613711110009","deadline":817292000,"firstUnit":"bureau","id":100,"isConfidential":false,"number":"00099994","openedAt":817092000,"promised":817292000,"service":"general","state":"received","summary":"no water","unit":"bureau","updatedAt":817092000,"version":1}',1797991200000);
INSERT INTO submission VALUES('api:a','wording xnu6KnqPUFT4ZpXsyI80I1xx51L+lQ7SL0/o6KOAXzo=',X'c67bba2a7a8f5054f86695ecc88f34235c71e752fe950ed22f4fe8e8a3805f3a',100,'{"channel":"web","contactNumber":"+8613711110009","deadline":817292000,"firstUnit":"bureau","id":100,"isConfidential":false,"number":"00099994","openedAt":817092000,"promised":817292000,"service":"general","state":"received","summary":"no water","unit":"bureau","updatedAt":817092000,"version":1}',1797991200000);
CREATE TABLE queue_visit (
  place INTEGER NOT NULL,
  began_at INTEGER NOT NULL,
  conversation TEXT NOT NULL,
  queue TEXT NOT NULL,
  language TEXT NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('call', 'transfer', 'agent-lost', 'call-back', 'called-again')),
  cause TEXT,
  offered_at INTEGER,
  offers INTEGER NOT NULL CHECK (offers >= 0),
  answered_at INTEGER,
  agent TEXT,
  ended_at INTEGER,
  ending TEXT CHECK (ending IN ('served', 'transferred', 'put-through', 'agent-lost', 'abandoned', 'line-lost', 'message', 'overflow', 'closed', 'call-back-chosen', 'unreachable', 'called-again', 'hotline-ended')),
  hold INTEGER NOT NULL CHECK (hold >= 0),
  wrap_up INTEGER CHECK (wrap_up >= 0),
  outcome TEXT,
  sample INTEGER NOT NULL CHECK (sample IN (0, 1)),
  PRIMARY KEY (place, began_at),
  CHECK ((answered_at IS NULL) = (agent IS NULL)),
  CHECK ((ended_at IS NULL) = (ending IS NULL))
) STRICT;
CREATE TABLE agent_span (
  agent TEXT NOT NULL,
  began_at INTEGER NOT NULL,
  ended_at INTEGER CHECK (ended_at >= began_at),
  state TEXT NOT NULL CHECK (state IN ('ready', 'reserved', 'ringing', 'talking', 'wrap-up', 'paused')),
  reason TEXT,
  PRIMARY KEY (agent, began_at)
) STRICT;
CREATE TABLE visit_sum (
  half_hour INTEGER NOT NULL,
  queue TEXT NOT NULL,
  language TEXT NOT NULL,
  agent TEXT NOT NULL,
  entered INTEGER NOT NULL, waiting INTEGER NOT NULL, answered INTEGER NOT NULL, answered_in_time INTEGER NOT NULL, abandoned INTEGER NOT NULL, abandoned_short INTEGER NOT NULL, answer_wait INTEGER NOT NULL, all_wait INTEGER NOT NULL, talks INTEGER NOT NULL, talk_time INTEGER NOT NULL, hold_time INTEGER NOT NULL, wrap_up_time INTEGER NOT NULL, passed_on INTEGER NOT NULL, judged INTEGER NOT NULL, first_answers INTEGER NOT NULL, promised INTEGER NOT NULL, kept INTEGER NOT NULL, broken INTEGER NOT NULL,
  PRIMARY KEY (half_hour, queue, language, agent)
) STRICT;
CREATE TABLE agent_time (
  half_hour INTEGER NOT NULL,
  agent TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('ready', 'reserved', 'ringing', 'talking', 'wrap-up', 'paused')),
  milliseconds INTEGER NOT NULL,
  PRIMARY KEY (half_hour, agent, state)
) STRICT;
ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 VALUES('citizen_case','citizen_case_conversation','5 1');
INSERT INTO sqlite_stat1 VALUES('citizen_case','citizen_case_closed','1 1');
INSERT INTO sqlite_stat1 VALUES('citizen_case','citizen_case_done','2 1');
INSERT INTO sqlite_stat1 VALUES('citizen_case','citizen_case_open','3 1');
INSERT INTO sqlite_stat1 VALUES('citizen_case','citizen_case_unit_done','2 1 1');
INSERT INTO sqlite_stat1 VALUES('citizen_case','citizen_case_unit','3 1 1');
INSERT INTO sqlite_stat1 VALUES('citizen_case','citizen_case_citizen','5 1 1');
INSERT INTO sqlite_stat1 VALUES('citizen_case','sqlite_autoindex_citizen_case_1','5 1');
INSERT INTO sqlite_stat1 VALUES('setting','sqlite_autoindex_setting_1','1 1');
INSERT INTO sqlite_stat1 VALUES('counter','sqlite_autoindex_counter_1','2 1');
INSERT INTO sqlite_stat1 VALUES('ledger','ledger_conversation','1 1 1');
INSERT INTO sqlite_stat1 VALUES('case_event','case_event_case','17 4 1');
INSERT INTO sqlite_stat1 VALUES('grdb_migrations','sqlite_autoindex_grdb_migrations_1','15 1');
INSERT INTO sqlite_stat1 VALUES('household',NULL,'5');
INSERT INTO sqlite_stat1 VALUES('household_member','household_member_citizen','8 1');
INSERT INTO sqlite_stat1 VALUES('household_member','sqlite_autoindex_household_member_1','8 2 1');
INSERT INTO sqlite_stat1 VALUES('citizen','citizen_name','8 1');
INSERT INTO sqlite_stat1 VALUES('phone','sqlite_autoindex_phone_1','7 1');
INSERT INTO sqlite_stat1 VALUES('citizen_phone','citizen_phone_citizen','10 2');
INSERT INTO sqlite_stat1 VALUES('citizen_phone','sqlite_autoindex_citizen_phone_1','10 2 1');
INSERT INTO sqlite_stat1 VALUES('contact','contact_conversation','11 1');
INSERT INTO sqlite_stat1 VALUES('contact','contact_number_citizen','11 2 2 1');
INSERT INTO sqlite_stat1 VALUES('contact','contact_number','11 2 1');
INSERT INTO sqlite_stat1 VALUES('contact','contact_citizen','11 2 1');
CREATE INDEX citizen_name ON citizen (name);
CREATE INDEX household_member_citizen ON household_member (citizen_id);
CREATE INDEX citizen_phone_citizen ON citizen_phone (citizen_id);
CREATE INDEX contact_citizen ON contact (citizen_id, started_at);
CREATE INDEX contact_number ON contact (number_key, started_at);
CREATE INDEX contact_number_citizen ON contact (number_key, citizen_id, started_at);
CREATE INDEX contact_conversation ON contact (conversation);
CREATE INDEX case_proof_attempt_case ON case_proof_attempt (case_number, at);
CREATE INDEX case_proof_attempt_number ON case_proof_attempt (number_key, at);
CREATE INDEX case_proof_attempt_at ON case_proof_attempt (at);
CREATE INDEX desk_session_expiry ON desk_session (expires_at);
CREATE INDEX sign_in_attempt_name ON sign_in_attempt (name, at);
CREATE INDEX sign_in_attempt_source ON sign_in_attempt (source, at);
CREATE INDEX sign_in_attempt_at ON sign_in_attempt (at);
CREATE INDEX ledger_conversation ON ledger (conversation, sequence);
CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger
BEGIN SELECT RAISE(ABORT, 'ledger is append-only'); END;
CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger
BEGIN SELECT RAISE(ABORT, 'ledger is append-only'); END;
CREATE INDEX plan_version_fingerprint ON plan_version (plan, fingerprint);
CREATE TRIGGER plan_version_no_update BEFORE UPDATE ON plan_version
BEGIN SELECT RAISE(ABORT, 'plan_version is append-only'); END;
CREATE TRIGGER plan_version_no_delete BEFORE DELETE ON plan_version
BEGIN SELECT RAISE(ABORT, 'plan_version is append-only'); END;
CREATE INDEX call_walk_plan ON call_walk (plan, started_at);
CREATE INDEX call_walk_conversation ON call_walk (conversation);
CREATE INDEX citizen_proof_attempt_citizen ON citizen_proof_attempt (citizen_id, at);
CREATE INDEX citizen_proof_attempt_number ON citizen_proof_attempt (number_key, at);
CREATE INDEX citizen_proof_attempt_at ON citizen_proof_attempt (at);
CREATE INDEX article_receipt_conversation ON article_receipt (conversation);
CREATE INDEX article_receipt_article ON article_receipt (article, version, at);
CREATE INDEX article_receipt_citizen ON article_receipt (citizen_id, at);
CREATE TRIGGER prompt_sound_no_update BEFORE UPDATE ON prompt_sound
BEGIN SELECT RAISE(ABORT, 'prompt_sound is append-only'); END;
CREATE TRIGGER prompt_sound_no_delete BEFORE DELETE ON prompt_sound
BEGIN SELECT RAISE(ABORT, 'prompt_sound is append-only'); END;
CREATE TRIGGER prompt_recording_no_update BEFORE UPDATE ON prompt_recording
BEGIN SELECT RAISE(ABORT, 'prompt_recording is append-only'); END;
CREATE TRIGGER prompt_recording_no_delete BEFORE DELETE ON prompt_recording
BEGIN SELECT RAISE(ABORT, 'prompt_recording is append-only'); END;
CREATE INDEX plan_request_state ON plan_request (state, id);
CREATE UNIQUE INDEX surge_active ON surge (COALESCE(plan, '')) WHERE ended_at IS NULL;
CREATE TRIGGER house_text_no_update BEFORE UPDATE ON house_text
BEGIN SELECT RAISE(ABORT, 'house_text is append-only'); END;
CREATE TRIGGER house_text_no_delete BEFORE DELETE ON house_text
BEGIN SELECT RAISE(ABORT, 'house_text is append-only'); END;
CREATE INDEX place_unfinished ON place (joined_at) WHERE state <> 'left';
CREATE INDEX place_conversation ON place (conversation);
CREATE INDEX citizen_case_citizen ON citizen_case (citizen_id, deadline);
CREATE INDEX citizen_case_unit ON citizen_case (unit, deadline) WHERE state IN ('dispatched', 'in-work');
CREATE INDEX citizen_case_unit_done ON citizen_case (unit, updated_at) WHERE state IN ('answered', 'asked', 'closed');
CREATE INDEX citizen_case_open ON citizen_case (deadline) WHERE state IN ('received', 'dispatched', 'refused', 'arbitration', 'in-work');
CREATE INDEX citizen_case_done ON citizen_case (updated_at) WHERE state IN ('answered', 'asked', 'closed');
CREATE INDEX citizen_case_centre ON citizen_case (deadline) WHERE (state IN ('received', 'refused', 'arbitration') OR wished_at IS NOT NULL);
CREATE INDEX citizen_case_paused ON citizen_case (paused_since) WHERE paused_since IS NOT NULL;
CREATE INDEX citizen_case_closed ON citizen_case (updated_at) WHERE state = 'closed';
CREATE INDEX citizen_case_merged ON citizen_case (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX citizen_case_conversation ON citizen_case (conversation);
CREATE INDEX citizen_case_unknown ON citizen_case (contact_number) WHERE citizen_id IS NULL;
CREATE INDEX case_event_case ON case_event (case_id, id);
CREATE INDEX case_notice_owed ON case_notice (recipient, id) WHERE told_at IS NULL;
CREATE INDEX case_notice_case ON case_notice (case_id);
CREATE INDEX case_credit_unit ON case_credit (unit, at);
CREATE INDEX case_credit_case ON case_credit (case_id);
CREATE TRIGGER case_credit_no_update BEFORE UPDATE ON case_credit
BEGIN SELECT RAISE(ABORT, 'case_credit is append-only'); END;
CREATE TRIGGER case_credit_no_delete BEFORE DELETE ON case_credit
BEGIN SELECT RAISE(ABORT, 'case_credit is append-only'); END;
CREATE INDEX filing_source ON filing (source, case_id);
CREATE INDEX submission_until ON submission (until);
CREATE INDEX queue_visit_began ON queue_visit (began_at);
CREATE INDEX queue_visit_open ON queue_visit (place) WHERE ended_at IS NULL;
CREATE INDEX agent_span_open ON agent_span (agent) WHERE ended_at IS NULL;
COMMIT;
