/* SPDX-License-Identifier: MIT */
#include "report/texts.h"

#include <inttypes.h>

#include "base/buf.h"
#include "base/ban.h"

/*
 * Not ASCII, like reasons.c and no other source: labels in Japanese cannot be read, and
 * so not kept right, as escapes.
 */
static const char *const texts[ML_NTEXTS][ML_NLANG] = {
    [ML_T_STATE_CLEAN] = { "no known problem found",
                           "既知の問題は見つかりませんでした" },
    [ML_T_STATE_PROBLEMS] = { "problems found", "問題が見つかりました" },
    [ML_T_STATE_INCOMPLETE] = { "no known problem found, but not all could be read",
                                "既知の問題は見つかりませんでしたが、一部を読み取れませ"
                                "んでした" },
    [ML_T_NO_LOGS] = { "no log: nothing that can hold a record was read",
                       "ログがありません (記録を含むファイルを読み取れませんでした)" },
    [ML_T_INTERRUPTED] = { "Interrupted: this is what was found until then.",
                           "中断されました。以下は、それまでに見つかった内容です。" },
    [ML_T_NOTHING] = { "Nothing was analysed.", "分析されたものはありません。" },
    [ML_T_AS_OF] = { "As of {1}", "基準日時: {1}" },
    [ML_T_SINCE] = { "Only records since {1} count", "{1} 以降の記録のみを対象" },
    [ML_T_UNTIL] = { "Only records until {1} count", "{1} 以前の記録のみを対象" },
    [ML_T_OUTSIDE] = { "records outside that time: {1}", "対象外の記録: {1} 件" },
    [ML_T_BUILD] = { "Windows build {1}", "Windows ビルド {1}" },
    [ML_T_AGENT] = { "agent {1}", "エージェント {1}" },
    [ML_T_ZONE] = { "time zone {1}", "タイム ゾーン {1}" },
    [ML_T_CALIBRATED] = { "logs are on UTC{1}, compared with other logs",
                          "ログの時刻は UTC{1} (ほかのログとの照合による)" },
    [ML_T_FINDINGS] = { "What is wrong", "見つかった問題" },
    [ML_T_FOR_INFORMATION] = { "For information", "参考情報" },
    [ML_T_CAUSES] = { "Causes", "原因" },
    [ML_T_ACTIONS] = { "What to do", "対処方法" },
    [ML_T_TRY] = { "What to try first (no cause is settled)",
                   "最初に試すこと (原因は確定していません)" },
    [ML_T_MISSING] = { "What to ask for", "追加で必要な情報" },
    [ML_T_UNREAD] = { "What could not be read", "読み取れなかったもの" },
    [ML_T_SEVERITY_INFO] = { "info", "情報" },
    [ML_T_SEVERITY_WARNING] = { "warning", "警告" },
    [ML_T_SEVERITY_ERROR] = { "error", "エラー" },
    [ML_T_CONFIRMED] = { "confirmed", "確定" },
    [ML_T_LIKELY] = { "likely", "有力" },
    [ML_T_UNDETERMINED] = { "undetermined", "未確定" },
    [ML_T_UNLIKELY] = { "unlikely", "可能性は低い" },
    [ML_T_RULED_OUT] = { "ruled out", "除外" },
    [ML_T_PARTIAL] = { "read in part", "一部のみ読み取り" },
    [ML_T_UNREADABLE] = { "not readable", "読み取り不可" },
    [ML_T_ONCE] = { "once", "1 回" },
    [ML_T_TIMES] = { "{1} times", "{1} 回" },
    [ML_T_SPAN] = { "{1} to {2}", "{1} から {2} まで" },
    [ML_T_NO_TIME] = { "time unknown", "時刻は不明" },
    [ML_T_COMMA] = { ", ", "、" },
    [ML_T_COLON] = { ": ", ": " },
    [ML_T_MORE] = { "… and {1} more (see the report)",
                    "… ほか {1} 件 (レポートを参照)" },
    [ML_T_ALSO] = { "Also considered: {1}", "ほかに検討した原因: {1}" },
    [ML_T_COUNTED] = { "{1} {2}", "{2} {1} 件" },
    [ML_T_NO_CAUSE] = { "The catalogue names no cause for what was found.",
                        "見つかった問題の原因はカタログに登録されていません。" },
    [ML_T_LIMITED] = { "pattern {1} hit its limit: not every record was decided",
                       "パターン {1} "
                       "が上限に達したため、判定できなかった記録があります" },
    [ML_T_UNREAD_COUNT] = { "could not be read in full: {1}",
                            "完全には読み取れなかったもの: {1} 件" },
    [ML_T_MISSING_COUNT] = { "to ask for: {1}", "追加で必要な情報: {1}" },
    [ML_T_OTHERS_COUNT] = { "further findings: {1}", "ほかの問題: {1} 件" },
    [ML_T_LAST] = { "last {1}", "最終 {1}" },
    [ML_T_TOTAL] = { "{1} servers: {2} with problems, {3} clean, {4} incomplete",
                     "サーバー {1} 台: 問題あり {2}、問題なし {3}、読み取り不完全 "
                     "{4}" },
    [ML_T_UNKNOWN_ERRORS] = { "Errors that the catalogue does not know",
                              "カタログにないエラー" },
    [ML_T_UNKNOWN_COUNT] = { "kinds: {1}, records: {2}", "{1} 種類、{2} 件" },
    [ML_T_JOBS] = { "Jobs", "ジョブ" },
    [ML_T_JOBS_COUNT] = { "{1} in all: {2} succeeded, {3} failed, {4} unfinished",
                          "全 {1} 件: 成功 {2}、失敗 {3}、未完了 {4}" },
    [ML_T_JOB_SUCCEEDED] = { "succeeded", "成功" },
    [ML_T_JOB_FAILED] = { "failed", "失敗" },
    [ML_T_JOB_UNFINISHED] = { "unfinished", "未完了" },
    [ML_T_JOB_UNKNOWN] = { "outcome unknown", "結果不明" },
    [ML_T_PAST] = { "past: a later job succeeded", "過去の問題: 後のジョブは成功" },
    [ML_T_TOOK] = { "took {1}", "所要時間 {1}" },
    [ML_T_PHASE_PREBACKUP] = { "Preparation", "バックアップ前処理" },
    [ML_T_PHASE_ADJUST] = { "Adjusting the start time", "開始時刻の調整" },
    [ML_T_PHASE_INITIALIZE] = { "Initialising storage", "ストレージの初期化" },
    [ML_T_PHASE_TRANSFER] = { "Data transfer", "データ転送" },
    [ML_T_PHASE_CHECK_INITIALIZE] = { "Preparing the integrity check",
                                      "整合性チェックの準備" },
    [ML_T_PHASE_CHECK] = { "Integrity check", "整合性チェック" },
    [ML_T_PHASE_UNINITIALIZE] = { "Releasing storage", "ストレージの解放" },
    [ML_T_X_SYMBOL] = { "Symbol: {1}", "シンボル: {1}" },
    [ML_T_X_CAUSES] = { "Known causes", "既知の原因" },
    [ML_T_X_EXPLAINS] = { "Explains: {1}", "説明できる問題: {1}" },
    [ML_T_X_FOR] = { "Speaks for it", "裏付ける証拠" },
    [ML_T_X_AGAINST] = { "Speaks against it", "否定する証拠" },
    [ML_T_X_CONCLUSIVE] = { "conclusive", "決定的" },
    [ML_T_X_SUPPORTING] = { "supporting", "補助的" },
    [ML_T_X_INFERRED] = { "(our inference, not from a document)",
                          "(文書にはない推定)" },
    [ML_T_X_CHECK] = { "How to check on the server", "サーバーでの確認方法" },
    [ML_T_X_VALIDITY] = { "Valid: {1}", "適用範囲: {1}" },
    [ML_T_X_SOURCE] = { "Source: {1}", "出典: {1}" },
    [ML_T_X_OBSERVATION] = { "An observation: used in conditions, never a finding.",
                             "観測項目です。条件の判定にだけ使い、問題としては"
                             "報告しません。" },
    [ML_T_X_EVENT] = { "Event log: {1}", "イベント ログ: {1}" },
    [ML_T_X_LOOKED_FOR] = { "Looked for by", "この項目で使用" },
    [ML_T_X_USED_BY] = { "Causes that it bears on", "関係する原因" },
    [ML_T_X_FACILITY] = { "HRESULT of facility {1}, number {2}",
                          "HRESULT (ファシリティ {1}、番号 {2})" },
    [ML_T_X_OSCODE] = { "Number {2} of {1}", "{1} の番号 {2}" },
    [ML_T_X_UNKNOWN] = { "The catalogue does not know this code.",
                         "カタログに登録されていないコードです。" },
    [ML_T_X_NOTHING] = { "The catalogue holds nothing for this. Give a code (34513, "
                         "0x86D1), an id (proxy-blocks), a symbol, or the line of a "
                         "log.",
                         "該当する項目がカタログにありません。コード (34513、0x86D1)、"
                         "ID (proxy-blocks)、シンボル、またはログの行を指定してくださ"
                         "い。" },
    [ML_T_Q_HELLO] = {
        "Hello,",
        "お世話になっております。" },
    [ML_T_Q_ASK] = {
        "Thank you for what you sent us. To find out what causes the "
        "problem with Azure Backup, we need some more information. "
        "Please send us the following:",
        "情報をお送りいただき、ありがとうございます。Azure Backup の"
        "問題の原因を特定するため、お手数ですが、次の情報をお送りくだ"
        "さい。" },
    [ML_T_Q_DONE] = {
        "Thank you for what you sent us. At present we need nothing "
        "more from you.",
        "情報をお送りいただき、ありがとうございます。現時点で追加の情"
        "報は必要ありません。" },
    [ML_T_Q_OPEN] = {
        "Thank you for what you sent us. Not all of it could be "
        "read, so we cannot say yet whether we need more. We will "
        "come back to you.",
        "情報をお送りいただき、ありがとうございます。一部を読み取れな"
        "かったため、追加の情報が必要かどうかは未定です。改めてご連絡"
        "いたします。" },
    [ML_T_Q_SERVER] = {
        "Server {1}",
        "■ サーバー {1}" },
    [ML_T_Q_SERVER_DONE] = {
        "Server {1}: nothing more at present.",
        "■ サーバー {1}: 現時点で追加の情報は必要ありません。" },
    [ML_T_Q_SERVER_OPEN] = {
        "Server {1}: not all that you sent could be read; whether we "
        "need more is still open.",
        "■ サーバー {1}: 一部を読み取れなかったため、追加の情報が必要"
        "かどうかは未定です。" },
    [ML_T_Q_AGAIN] = {
        "What you sent of this could not be read. Please send it "
        "once more.",
        "お送りいただいたものは読み取れませんでした。もう一度お送りく"
        "ださい。" },
    [ML_T_Q_HOW] = {
        "Please put everything into one zip file and send it the way "
        "you sent the last one. If something cannot be collected, "
        "leave it out and tell us; the rest will still help.",
        "すべてを 1 つの zip ファイルにまとめ、前回と同じ方法でお送り"
        "ください。採取できないものがありましたら、その旨をお知らせく"
        "ださい。ほかの情報だけでも調査に役立ちます。" },
    [ML_T_Q_THANKS] = {
        "Thank you for your help.",
        "ご協力に感謝いたします。" },
    [ML_T_Q_REGARDS] = {
        "Kind regards",
        "以上、よろしくお願いいたします。" },
    [ML_T_N_MADE] = {
        "marslog {1}, catalogue {2}",
        "marslog {1}、カタログ {2}" },
    [ML_T_N_BUNDLE] = {
        "Bundle",
        "バンドル" },
    [ML_T_N_READ] = {
        "read",
        "読み取り済み" },
    [ML_T_D_NEW] = {
        "new",
        "新規" },
    [ML_T_D_CHANGED] = {
        "changed",
        "変化" },
    [ML_T_D_GONE] = {
        "gone",
        "解消" },
    [ML_T_D_NOT_SEEN] = {
        "no longer seen",
        "確認不可" },
    [ML_T_D_BETTER] = {
        "better",
        "改善" },
    [ML_T_D_WORSE] = {
        "worse",
        "悪化" },
    [ML_T_D_OPEN] = {
        "less certain",
        "不確か" },
    [ML_T_D_ARROW] = {
        "{1} → {2}",
        "{1} → {2}" },
    [ML_T_D_NONE] = {
        "No difference.",
        "違いはありません。" },
    [ML_T_D_TOTAL] = {
        "Servers that differ: {1}, that do not: {2}",
        "違いのあるサーバー {1} 台、ないサーバー {2} 台" },
    [ML_T_D_CATALOGUE] = {
        "The catalogue changed ({1} → {2}): what is marked * may "
        "come from that.",
        "カタログが変わりました ({1} → {2})。* 印の違いはそれによる可"
        "能性があります。" },
    [ML_T_D_SAME_INPUT] = {
        "The input is the same in both: what differs comes from the "
        "catalogue, the program or its options.",
        "入力は両方とも同じです。違いはカタログ、プログラム、またはオ"
        "プションによるものです。" },
    [ML_T_D_WHY_GONE] = {
        "checked: input of that kind ({1}) was read in full and does "
        "not hold it",
        "確認済み: 同じ種類の入力 ({1}) をすべて読み取り、見つかりま"
        "せんでした" },
    [ML_T_D_WHY_NO_FILE] = {
        "not checked: the new report read no input of that kind ({1})",
        "未確認: 新しいレポートでは、同じ種類の入力 ({1}) が読み取ら"
        "れていません" },
    [ML_T_D_WHY_PARTIAL] = {
        "not checked in full: of the new input ({1}) not all could "
        "be read",
        "一部未確認: 新しい入力 ({1}) の一部を読み取れませんでした" },
    [ML_T_D_WHY_EARLIER] = {
        "not checked: the new input ({1}) ends before the problem "
        "was last seen",
        "未確認: 新しい入力 ({1}) は、問題が最後に確認された時刻より"
        "前で終わっています" },
    [ML_T_D_WHY_WINDOW] = {
        "not comparable: records of different times count (--since, "
        "--until)",
        "比較不可: 対象期間 (--since、--until) が異なります" },
    [ML_T_D_WHY_INTERRUPTED] = {
        "not checked in full: the new run was interrupted",
        "一部未確認: 新しい実行は中断されました" },
    [ML_T_D_WHY_NO_SERVER] = {
        "not checked: the new report has no such server",
        "未確認: 新しいレポートにこのサーバーがありません" },
    [ML_T_D_UNSEEN] = {
        "but what was wrong before was not all looked at",
        "ただし、以前の問題をすべて確認できたわけではありません" },
    [ML_T_S_HEAD] = {
        "A new problem, made from a record: fill in what the "
        "comments ask for, then run marslog patterns check FOLDER.",
        "記録から作成した新しい問題です。コメントに従って書き換え、"
        "marslog patterns check フォルダー を実行してください。" },
    [ML_T_S_ID] = {
        "Ids are stable, scripts hold on to them. Severity: error, "
        "warning, info, or by-level (FATAL is an error, else a "
        "warning).",
        "ID は変更しないでください (スクリプトが参照します)。"
        "severity は error、warning、info、by-level (FATAL は error、"
        "ほかは warning) のいずれかです。" },
    [ML_T_S_TITLE] = { "One line that says what is wrong; the same in Japanese:",
                       "何が問題かを 1 行で書きます。日本語では:" },
    [ML_T_S_CODE] = {
        "The number, in every form in which logs write it as a code.",
        "番号です。ログがコードとして書くすべての形式に一致します。" },
    [ML_T_S_TEXT] = {
        "The message. What differs from record to record stands in "
        "angle brackets: see whether all of it does. The Japanese "
        "message: text lang=\"ja\".",
        "メッセージです。記録ごとに変わる部分は山かっこで囲みます。過"
        "不足がないか確認してください。日本語のメッセージは text "
        "lang=\"ja\" です。" },
    [ML_T_S_SOURCE] = {
        "The document that states it, with its date: source "
        "date=\"YYYY-MM-DD\".",
        "出典の文書です。日付は source date=\"YYYY-MM-DD\" とします。" },
    [ML_T_S_FROM] = {
        "a record of a log; name the document here",
        "ログの記録 (ここに文書名を書く)" },
    [ML_T_S_NEAR_MISS] = {
        "Put a real near miss here: the number in another role, the "
        "sentence with a word that turns its meaning.",
        "実際に紛らわしい記録に置き換えてください (別の意味で使われた"
        "番号、意味が逆になる文など)。" },
    [ML_T_C_HEADING] = {
        "Signature                                    tried"
        "   matched   time (ms)  share",
        "シグネチャ                                   "
        " 照合      一致   時間 (ms)   割合" },
    [ML_T_C_PASS] = {
        "the pass over all text",
        "(全文の走査)" },
    [ML_T_P_TITLE] = {
        "What marslog knows",
        "marslog のカタログ" },
    [ML_T_P_COUNTS] = {
        "{1} problems and observations, {2} causes, {3} codes of "
        "Windows",
        "問題と観測項目 {1} 件、原因 {2} 件、Windows のコード {3} 件" },
    [ML_T_P_SEARCH] = {
        "Search: a code, an id, words of a message",
        "検索: コード、ID、メッセージの語句" },
    [ML_T_P_PATTERNS] = {
        "Looked for",
        "検索条件" },
    [ML_T_P_EXAMPLES] = {
        "Matches",
        "一致する記録" },
    [ML_T_P_NO_EXAMPLES] = {
        "Does not match",
        "一致しない記録" },
    [ML_T_P_BY_LEVEL] = {
        "by level",
        "レベルによる" },
    [ML_T_P_OBSERVATION] = {
        "observation",
        "観測" },
    [ML_T_P_ARTEFACTS] = {
        "What to ask for",
        "依頼できる情報" },
    [ML_T_P_CODES] = {
        "Codes",
        "コード" },
    [ML_T_P_OBSERVATIONS] = {
        "Observations",
        "観測項目" },
    [ML_T_P_OSCODES] = {
        "Codes of Windows, HTTP and sign-in",
        "Windows、HTTP、サインインのコード" },
    [ML_T_P_MESSAGES] = { "What events say", "イベントの文" },
    [ML_T_P_RELATED] = {
        "Related problems",
        "関連する問題" },
    [ML_T_P_SEED] = {
        "The MARS agent page",
        "MARS エージェントのページ" },
    [ML_T_P_SIGNATURES] = {
        "Problems without a code",
        "コードのない問題" },
    [ML_T_F_NEW] = { "New tonight", "新規" },
    [ML_T_F_CHANGED] = { "Changed", "判定が変わったもの" },
    [ML_T_F_RESOLVED] = { "Resolved", "解消" },
    [ML_T_F_NOT_SEEN] = { "Not seen, and so not known to be gone",
                          "未確認 (解消したかどうかは不明)" },
    [ML_T_F_TONIGHT] = { "Tonight", "今回" },
    [ML_T_F_NOTHING] = { "no problem, old or new", "新旧とも問題はありません" },
    [ML_T_F_FIRST] = { "The first run: there is none before it to compare with.",
                       "初回の実行のため、比較できる前回の結果がありません。" },
    [ML_T_F_CATALOGUE] = { "The catalogue is another one than in the run before. It "
                           "alone brought up or took away: {1}",
                           "カタログが前回から変わりました。それだけが理由で現れた、"
                           "または消えたもの: {1} 件" },
    [ML_T_F_PROGRAM] = { "marslog is another version than in the run before. It alone "
                         "brought up or took away: {1}",
                         "marslog "
                         "のバージョンが前回から変わりました。それだけが理由で現れた、"
                         "または消えたもの: {1} 件" },
    [ML_T_F_N_NEW] = { "{1} new", "新規 {1}" },
    [ML_T_F_N_CHANGED] = { "{1} changed", "変化 {1}" },
    [ML_T_F_N_RESOLVED] = { "{1} resolved", "解消 {1}" },
    [ML_T_F_N_NOT_SEEN] = { "{1} not seen", "未確認 {1}" },
    [ML_T_F_N_ONGOING] = { "{1} ongoing", "継続 {1}" },
    [ML_T_F_N_MUTED] = { "{1} muted", "ミュート {1}" },
    [ML_T_F_BUNDLES] = { "Bundles: {1}", "バンドル {1} 件" },
    [ML_T_F_READ] = { "{1} read", "読み取り {1}" },
    [ML_T_F_PARTIAL] = { "{1} read in part", "一部のみ {1}" },
    [ML_T_F_UNREADABLE] = { "{1} not readable", "読み取り不可 {1}" },
    [ML_T_F_ARRIVING] = { "{1} still arriving", "受信中 {1}" },
    [ML_T_F_STALE] = { "Stale: no data of the last {1} days",
                       "古いデータ ({1} 日以内のデータなし)" },
    [ML_T_F_DAYS] = { "{1} d", "{1} 日" },
    [ML_T_F_EXPIRED] = { "Mutes that have expired: {1}", "期限切れのミュート: {1} 件" },
    [ML_T_F_WHY_SENT_NONE] = { "nothing was sent", "何も送られていません" },
    [ML_T_F_WHY_UNREADABLE] = { "what was sent could not be read",
                                "送られたものを読み取れません" },
    [ML_T_F_WHY_PARTLY] = { "what was sent was read in part",
                            "送られたものを一部しか読み取れません" },
    [ML_T_F_WHY_GAP] = { "what was sent begins later",
                         "送られたものはそれより後から始まります" },
    [ML_T_F_WHY_NO_SOURCE] = { "no log of that kind was sent",
                               "その種類のログが送られていません" },
    [ML_T_AREA_AADSTS] = { "sign-in service", "サインイン サービス" },
    [ML_T_AREA_BACKUP] = { "backup", "バックアップ" },
    [ML_T_AREA_CAUSES] = { "of causes", "原因の判定用" },
    [ML_T_AREA_CONNECTION] = { "connection", "接続" },
    [ML_T_AREA_DPM] = { "DPM and MABS", "DPM と MABS" },
    [ML_T_AREA_ENGINE] = { "engine and jobs", "エンジンとジョブ" },
    [ML_T_AREA_FILES] = { "single files", "個々のファイル" },
    [ML_T_AREA_NETWORK] = { "network", "ネットワーク" },
    [ML_T_AREA_OFFLINE] = { "offline backup", "オフライン バックアップ" },
    [ML_T_AREA_OTHER] = { "other", "その他" },
    [ML_T_AREA_PASSPHRASE] = { "passphrase", "パスフレーズ" },
    [ML_T_AREA_POLICY] = { "policy", "ポリシー" },
    [ML_T_AREA_REGISTRATION] = { "registration", "登録" },
    [ML_T_AREA_REGISTRATION_NAMES] = { "registration, names only", "登録 (名前のみ)" },
    [ML_T_AREA_RESTORE] = { "restore", "復元" },
    [ML_T_AREA_SCHEDULE] = { "schedule", "スケジュール" },
    [ML_T_AREA_SCRATCH] = { "scratch folder", "スクラッチ フォルダー" },
    [ML_T_AREA_SERVER] = { "of the server", "サーバーの状態" },
    [ML_T_AREA_SERVICE] = { "service", "サービス" },
    [ML_T_AREA_SERVICE_LIMITS] = { "limits of the service", "サービスの制限" },
    [ML_T_AREA_SERVICE_STORAGE] = { "storage of the service", "サービスのストレージ" },
    [ML_T_AREA_SYSTEM_STATE] = { "system state", "システム状態" },
    [ML_T_AREA_VOLUMES] = { "volumes", "ボリューム" },
    [ML_T_AREA_VSS] = { "snapshots (VSS)", "スナップショット (VSS)" },
    [ML_T_AREA_WINDOWS] = { "codes of Windows", "Windows のコード" },
};

ml_str ml_text_get(enum ml_text_id id, enum ml_lang lang)
{
    return ml_str_of(texts[id][lang]);
}

ml_str ml_text_fill(struct ml_arena *arena, enum ml_text_id id, enum ml_lang lang,
                    const ml_str *values, size_t nvalues)
{
    struct ml_buf out = { 0 };
    ml_str rest = ml_text_get(id, lang), head;

    while (ml_str_cut(rest, '{', &head, &rest)) {
        ml_buf_str(&out, head);
        size_t which = (size_t)(rest.p[0] - '1');
        if (which < nvalues)
            ml_buf_str(&out, values[which]);
        rest = ml_str_from(rest, 2); /* the digit and its brace */
    }
    ml_buf_str(&out, head);
    ml_str filled = ml_arena_dup(arena, ml_buf_view(&out));
    ml_buf_reset(&out);
    return filled;
}

ml_str ml_text_number(struct ml_arena *arena, uint64_t n)
{
    return ml_arena_printf(arena, "%" PRIu64, n);
}

ml_str ml_text_time(struct ml_arena *arena, enum ml_lang lang, struct ml_time t)
{
    struct ml_civil c = ml_civil_of(t.us);

    if (!ml_time_known(t))
        return ml_text_get(ML_T_NO_TIME, lang);
    return ml_arena_printf(arena, "%04d-%02d-%02d %02d:%02d:%02d%s", c.year, c.month,
                           c.day, c.hour, c.minute, c.second,
                           t.clock == ML_CLOCK_UTC ? " UTC" : "");
}
