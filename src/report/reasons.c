/* SPDX-License-Identifier: MIT */
/* Japanese text stands here as it is, as in texts.c: escapes could not be checked. */
#include "report/reasons.h"

#include "base/attr.h"
#include "base/ban.h"

static const struct {
    ml_str en, ja;
} reasons[] = {
    { ML_STR("encrypted"), ML_STR("暗号化されています (--passphrase-file を指定してください)") },
    { ML_STR("not an analysed type"), ML_STR("解析対象外の種類です") },
    { ML_STR("event log in binary form"), ML_STR("バイナリ形式のイベント ログです") },
    { ML_STR("damaged registry hive"), ML_STR("破損: レジストリ ハイブを読み取れません") },
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
    { ML_STR("the log itself is there"), ML_STR("元のログがあるため") },
    { ML_STR("the same events are there as CSV"),
      ML_STR("同じイベントの CSV があるため") },
    { ML_STR("not text"), ML_STR("テキストではありません") },
    { ML_STR("limit: too many entries"), ML_STR("上限: ファイル数が多すぎます") },
    { ML_STR("limit: member too large"), ML_STR("上限: ファイルが大きすぎます") },
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
};

ml_str ml_reason_in(ml_str reason, enum ml_lang lang)
{
    for (size_t i = 0; lang == ML_JA && i < ML_COUNT(reasons); i++)
        if (ml_str_eq(reason, reasons[i].en))
            return reasons[i].ja;
    return reason;
}
