/* SPDX-License-Identifier: MIT */
/* Japanese text stands here as it is, as in texts.c: escapes could not be checked. */
#include "report/reasons.h"

#include "base/attr.h"
#include "base/ban.h"

static const struct {
    ml_str en, ja;
} reasons[] = {
    { ML_STR("encrypted"),
      ML_STR("暗号化されています (--passphrase-file を指定してください)") },
    { ML_STR("not an analysed type"), ML_STR("解析対象外の種類です") },
    { ML_STR("it is no event log"), ML_STR("イベント ログではありません") },
    { ML_STR("the header of the log is missing"),
      ML_STR("破損: イベント ログのヘッダーがありません") },
    { ML_STR("the checksum of the log's header is wrong"),
      ML_STR("破損: イベント ログのヘッダーのチェックサムが一致しません") },
    { ML_STR("a chunk was overwritten"), ML_STR("破損: チャンクが上書きされています") },
    { ML_STR("bytes are missing before a chunk"),
      ML_STR("破損: チャンクの前のデータが欠けています") },
    { ML_STR("the log ends before its end"),
      ML_STR("破損: イベント ログが途中で切れています") },
    { ML_STR("it does not begin as a chunk does"),
      ML_STR("チャンクの形式ではありません") },
    { ML_STR("the checksum of its header is wrong"),
      ML_STR("ヘッダーのチェックサムが一致しません") },
    { ML_STR("the checksum of its records is wrong"),
      ML_STR("レコードのチェックサムが一致しません") },
    { ML_STR("a record is damaged"), ML_STR("壊れたレコードがあります") },
    { ML_STR("it ends before its end"), ML_STR("途中で切れています") },
    { ML_STR("reading it on would be too much work"),
      ML_STR("処理量の上限のため途中まで読み取りました") },
    { ML_STR("the event log itself is there"), ML_STR("元のイベント ログがあるため") },
    { ML_STR("the export of the log is whole"),
      ML_STR("完全なエクスポートがあるため") },
    { ML_STR("its records are in another copy of the log"),
      ML_STR("同じレコードを含む別のコピーがあるため") },
    { ML_STR("damaged messages of events, read in part"),
      ML_STR("破損: イベントのメッセージの一部だけを読み取りました") },
    { ML_STR("limit: messages of events too large"),
      ML_STR("上限: イベントのメッセージが大きすぎます") },
    { ML_STR("format not known"), ML_STR("形式が不明です") },
    { ML_STR("damaged registry hive"),
      ML_STR("破損: レジストリ ハイブを読み取れません") },
    { ML_STR("damaged registry hive, read in part"),
      ML_STR("破損: レジストリ ハイブの一部だけを読み取りました") },
    { ML_STR("the reader of registry hives crashed"),
      ML_STR("レジストリ ハイブの読み取りプロセスが異常終了しました") },
    { ML_STR("the reader of registry hives ended early"),
      ML_STR("レジストリ ハイブの読み取りプロセスが途中で終わりました") },
    { ML_STR("limit: registry hive takes too long to read"),
      ML_STR("上限: レジストリ ハイブの読み取りに時間がかかりすぎます") },
    { ML_STR("limit: registry hive too large"),
      ML_STR("上限: レジストリ ハイブが大きすぎます") },
    { ML_STR("rar archives are not read; ask for a zip"),
      ML_STR("rar は読み取れません。zip で送ってもらってください") },
    { ML_STR("not a regular file; links are not followed"),
      ML_STR("通常のファイルではありません (リンクはたどりません)") },
    { ML_STR("neither a file nor a folder"),
      ML_STR("ファイルでもフォルダーでもありません") },
    { ML_STR("no bundle in it"), ML_STR("バンドルが入っていません") },
    { ML_STR("the log itself is there"), ML_STR("元のログがあるため") },
    { ML_STR("the same events are there as CSV"),
      ML_STR("同じイベントの CSV があるため") },
    { ML_STR("not text"), ML_STR("テキストではありません") },
    { ML_STR("limit: too many entries"), ML_STR("上限: ファイル数が多すぎます") },
    { ML_STR("limit: member too large"), ML_STR("上限: ファイルが大きすぎます") },
    { ML_STR("limit: too much was found"), ML_STR("上限: 検出内容が多すぎます") },
    { ML_STR("limit: too many servers"), ML_STR("上限: サーバーが多すぎます") },
    { ML_STR("limit: bundle too large"), ML_STR("上限: バンドルが大きすぎます") },
    { ML_STR("limit: compression ratio too high"), ML_STR("上限: 圧縮率が高すぎます") },
    { ML_STR("limit: archives nested too deep"),
      ML_STR("上限: アーカイブの入れ子が深すぎます") },
    { ML_STR("limit: line too long"), ML_STR("上限: 行が長すぎます") },
    { ML_STR("limit: artefact too large to be read for facts"),
      ML_STR("上限: 大きすぎるため設定値を読み取っていません") },
    { ML_STR("limit: out of time"), ML_STR("上限: 時間切れです") },
    { ML_STR("nested archive too large for a temporary file"),
      ML_STR("入れ子のアーカイブが一時ファイルの上限を超えています") },
    { ML_STR("ZIP bad CRC"), ML_STR("破損: zip の CRC が一致しません") },
    { ML_STR("ZIP decompression failed"), ML_STR("破損: zip を展開できません") },
    { ML_STR("the end of the zip is missing"),
      ML_STR("破損: zip の終わりの部分がありません") },
    { ML_STR("Truncated ZIP file body"), ML_STR("破損: zip が途中で切れています") },
    { ML_STR("Truncated ZIP file header"), ML_STR("破損: zip が途中で切れています") },
    { ML_STR("Truncated tar archive"), ML_STR("破損: tar が途中で切れています") },
    { ML_STR("truncated gzip input"), ML_STR("破損: gzip が途中で切れています") },
    { ML_STR("interrupted"), ML_STR("中断されました") },
    /* Of a process that reads a bundle; # is a number. */
    { ML_STR("out of time: more than # s of the processor's"),
      ML_STR("時間切れです (CPU 時間が # 秒を超えました)") },
    { ML_STR("out of time: more than # s"), ML_STR("時間切れです (# 秒を超えました)") },
    { ML_STR("out of memory: more than # MB"),
      ML_STR("メモリが足りません (# MB を超えました)") },
    { ML_STR("out of memory"), ML_STR("メモリが足りません") },
    { ML_STR("the worker crashed (signal #)"),
      ML_STR("読み取りプロセスが異常終了しました (シグナル #)") },
    { ML_STR("the worker was killed (signal #)"),
      ML_STR("読み取りプロセスが強制終了されました (シグナル #)") },
    { ML_STR("the worker ended early (status #)"),
      ML_STR("読み取りプロセスが途中で終わりました (ステータス #)") },
    { ML_STR("the worker said too much"),
      ML_STR("読み取りプロセスの出力が多すぎます") },
    { ML_STR("the worker said what is no case"),
      ML_STR("読み取りプロセスの出力が正しくありません") },
    { ML_STR("the worker said what is no summary"),
      ML_STR("読み取りプロセスの出力が正しくありません") },
    /* Of a file system. */
    { ML_STR("No such file or directory"),
      ML_STR("ファイルまたはフォルダーがありません") },
    { ML_STR("Permission denied"), ML_STR("アクセスが拒否されました") },
    { ML_STR("Input/output error"), ML_STR("入出力エラーです") },
    { ML_STR("Not a directory"), ML_STR("フォルダーではありません") },
    { ML_STR("Too many levels of symbolic links"), ML_STR("リンクが循環しています") },
    { ML_STR("File name too long"), ML_STR("ファイル名が長すぎます") },
};

/* Whether it has that shape, and what stands for its '#'. */
static bool has_shape(ml_str reason, ml_str shape, ml_str *number)
{
    ml_str head, tail;

    *number = ML_STR_NONE;
    if (!ml_str_cut(shape, '#', &head, &tail))
        return ml_str_eq(reason, shape);
    if (!ml_str_starts(reason, head))
        return false;
    size_t n = 0;
    for (reason = ml_str_from(reason, head.n); n < reason.n && ml_is_digit(reason.p[n]);)
        n++;
    *number = ml_str_sub(reason, 0, n);
    return n && ml_str_eq(ml_str_from(reason, n), tail);
}

/* The words for it; false when they are not known. */
static bool add_known(struct ml_buf *out, ml_str reason)
{
    ml_str number, head, tail;

    for (size_t i = 0; i < ML_COUNT(reasons); i++)
        if (has_shape(reason, reasons[i].en, &number)) {
            bool has_number = ml_str_cut(reasons[i].ja, '#', &head, &tail);
            ml_buf_str(out, head);
            if (has_number)
                ml_buf_printf(out, "%.*s%.*s", ML_STR_ARG(number), ML_STR_ARG(tail));
            return true;
        }
    return false;
}

/* "cannot open: " at the beginning; taken off the rest. */
static ml_str add_failed(struct ml_buf *out, ml_str part)
{
    static const struct {
        ml_str en, ja;
    } heads[] = {
        { ML_STR("cannot open: "), ML_STR("開けません: ") },
        { ML_STR("cannot read: "), ML_STR("読み取れません: ") },
    };

    for (size_t i = 0; i < ML_COUNT(heads); i++)
        if (ml_str_starts(part, heads[i].en)) {
            ml_buf_str(out, heads[i].ja);
            return ml_str_from(part, heads[i].en.n);
        }
    return part;
}

/* "chunk 7 and 2 more: " at the beginning; taken off the rest. */
static ml_str add_chunk(struct ml_buf *out, ml_str part)
{
    ml_str head = ML_STR("chunk "), and = ML_STR(" and "), place, rest, number, more;

    if (!ml_str_starts(part, head) || !ml_str_cut(part, ':', &place, &rest))
        return part;
    number = ml_str_from(place, head.n);
    size_t at = ml_str_find(number, and);
    more = at == ML_NPOS ? ML_STR_NONE : ml_str_from(number, at + and.n);
    ml_buf_printf(out, "チャンク %.*s", ML_STR_ARG(ml_str_sub(number, 0, at)));
    if (ml_str_cut(more, ' ', &more, &place))
        ml_buf_printf(out, " ほか %.*s 個", ML_STR_ARG(more));
    ml_buf_text(out, ": ");
    return ml_str_trim(rest);
}

/* Take the part before `between` off *rest. */
static ml_str next_part(ml_str *rest, ml_str between)
{
    size_t at = ml_str_find(*rest, between);
    ml_str part = ml_str_sub(*rest, 0, at);

    *rest = at == ML_NPOS ? ML_STR_NONE : ml_str_from(*rest, at + between.n);
    return part;
}

static void add_part(struct ml_buf *out, ml_str part)
{
    for (part = add_failed(out, add_chunk(out, part)); part.n;) {
        ml_str item = next_part(&part, ML_STR(", "));
        if (!add_known(out, item))
            ml_buf_str(out, item);
        if (part.n)
            ml_buf_text(out, "、");
    }
}

ml_str ml_reason_in(ml_str reason, enum ml_lang lang, struct ml_buf *out)
{
    out->n = 0;
    if (lang != ML_JA)
        return reason;
    if (!add_known(out, reason))
        while (reason.n) {
            add_part(out, next_part(&reason, ML_STR("; ")));
            if (reason.n)
                ml_buf_text(out, "。");
        }
    return ml_buf_view(out);
}
