/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "devices/stage/ins-esp-protocol.h"
#include "fuzz-lines.h"

int LLVMFuzzerTestOneInput (const guint8 *bytes, gsize n_bytes);

static void
check (const InsEspReply *reply, InsEspForm form)
{
  char name[64];

  if (form == INS_ESP_FORM_NUMBER || form == INS_ESP_FORM_CODE || form == INS_ESP_FORM_FLAG)
    FUZZ_CHECK (isfinite (reply->number));
  if (form == INS_ESP_FORM_FLAG)
    FUZZ_CHECK (reply->number == 0.0 || reply->number == 1.0);
  if (form == INS_ESP_FORM_SWITCHES)
    FUZZ_CHECK (((reply->positive_mask | reply->negative_mask) >> INS_ESP_MAX_AXIS) == 0);
  if (form == INS_ESP_FORM_IDENTITY || form == INS_ESP_FORM_ERROR)
    fuzz_check_text (reply->text, sizeof reply->text);
  if (form == INS_ESP_FORM_IDENTITY && ins_esp_parse_identity (reply->text, name, sizeof name))
    fuzz_check_text (name, sizeof name);
  ins_esp_get_error_text (reply->code);
}

static void
take (const char *line)
{
  for (guint form = INS_ESP_FORM_IDENTITY; form <= INS_ESP_FORM_SWITCHES; form++)
    {
      InsEspReply reply = { 0 };

      if (ins_esp_parse (line, form, &reply) == INS_ESP_REPLY)
        check (&reply, form);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize n_bytes)
{
  fuzz_lines (bytes, n_bytes, "", take);

  return 0;
}
