/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "devices/stage/ins-gcs-protocol.h"
#include "devices/stage/ins-stage-probe.h"

/* Grbl and Marlin: their documentation; Zaber: zaber.serial's tests; PI: PIPython and EPICS
 * (motorPIGCS2); ESP: EPICS (motorNewport) and PyMeasure; VXM: public drivers. All of them only
 * ask, behind an end of line where rubbish may stand before. "V" is the VXM's "verify"; letters
 * that it obeys at once (K, Q, E, N, D) are sent at no speed at which it listens before it has had
 * its chance to answer. */
static const InsStageProbe grbl = { "?", "grbl", "$I\n", FALSE };
static const InsStageProbe marlin = { "M115\n", "marlin", NULL, FALSE };
static const InsStageProbe zaber = { "/\n", "zaber", NULL, FALSE };
static const InsStageProbe pi = { "\n*IDN?\n", "pi-gcs", "CSV?\n", TRUE };
static const InsStageProbe esp_version = { "\rVE?\r", "esp301", NULL, FALSE };
static const InsStageProbe esp_name = { "\r*IDN?\r", "esp301", NULL, FALSE };
static const InsStageProbe vxm = { "\rV\r", "vxm", "V\r", TRUE };

static const InsStageProbe *const usual[] = { &grbl, &marlin, &zaber, &pi, NULL };
static const InsStageProbe *const only_marlin[] = { &marlin, NULL };
static const InsStageProbe *const only_esp[] = { &esp_version, &esp_name, &esp_version, NULL };
static const InsStageProbe *const only_vxm[] = { &vxm, NULL };
static const InsStageProbe *const vxm_or_pi[] = { &vxm, &pi, NULL };
static const InsStageProbe *const all[] = {
  &grbl, &marlin, &zaber, &vxm, &pi, &esp_version, &esp_name, NULL,
};

const InsStageProbeRound ins_stage_probe_rounds[] = {
  { 115200, TRUE, usual },    { 250000, TRUE, only_marlin }, { 921600, FALSE, only_esp },
  { 19200, FALSE, only_esp }, { 9600, FALSE, only_vxm },     { 38400, FALSE, vxm_or_pi },
};

const guint ins_stage_probe_n_rounds = G_N_ELEMENTS (ins_stage_probe_rounds);
const InsStageProbeRound ins_stage_probe_all = { 0, TRUE, all };
const char *const ins_stage_probe_end_of_line = "\r\n";

/* The rest of the line behind @mark; NULL: it is not there. */
static const char *
find_line (const char *text, const char *mark, gsize *length)
{
  const char *at = strstr (text, mark);

  if (at == NULL)
    return NULL;
  at += strlen (mark);
  *length = strcspn (at, "\r\n");

  return at;
}

static void
copy_name (char *name, gsize n_name, const char *text, gsize length)
{
  g_autofree char *cut = g_strndup (text, length);
  g_autofree char *valid = g_utf8_make_valid (g_strstrip (cut), -1);

  g_strlcpy (name, valid, n_name);
  for (const char *end = NULL; !g_utf8_validate (name, -1, &end);)
    name[end - name] = '\0';
}

const char *
ins_stage_probe_read_greeting (const char *text)
{
  if (strstr (text, "Grbl 1") != NULL || strstr (text, "GrblHAL 1") != NULL)
    return grbl.protocol;

  return NULL;
}

/* A status report, or the answer to "$I". */
static gboolean
read_grbl (const char *text, char *name, gsize n_name)
{
  const char *report = strchr (text, '<');
  gsize length;
  const char *version = find_line (text, "[VER:", &length);

  if (strstr (text, "GrblHAL") != NULL || strstr (text, "[FIRMWARE:grblHAL]") != NULL)
    g_strlcpy (name, "grblHAL", n_name);
  else if (version != NULL)
    g_snprintf (name, n_name, "Grbl %.4s", version);
  else
    g_strlcpy (name, "Grbl", n_name);

  return version != NULL ||
         (report != NULL && strchr (report, '>') != NULL && strchr (report, '|') != NULL);
}

static gboolean
read_marlin (const char *text, char *name, gsize n_name)
{
  gsize length;
  const char *firmware = find_line (text, "FIRMWARE_NAME:", &length);
  const char *end;

  if (firmware == NULL)
    return FALSE;
  end = g_strstr_len (firmware, (gssize)length, " SOURCE_CODE_URL");
  copy_name (name, n_name, firmware, end != NULL ? (gsize)(end - firmware) : length);

  return TRUE;
}

/* "@01 0 OK IDLE -- 0" */
static gboolean
read_zaber (const char *text, char *name, gsize n_name)
{
  const char *at = strchr (text, '@');

  g_strlcpy (name, "Zaber", n_name);

  return at != NULL && g_ascii_isdigit (at[1]) && g_ascii_isdigit (at[2]) && at[3] == ' ' &&
         g_ascii_isdigit (at[4]) &&
         (g_str_has_prefix (at + 5, " OK ") || g_str_has_prefix (at + 5, " RJ "));
}

/* The name, or the version of its language: "2.0". */
static gboolean
read_pi (const char *text, char *name, gsize n_name)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);
  const char *version = text + strspn (text, " \r\n");

  if (strstr (lower, "physik instrumente") != NULL)
    {
      g_autofree char *line = g_strndup (version, strcspn (version, "\r\n"));

      if (!ins_gcs_parse_identity (line, name, n_name))
        copy_name (name, n_name, line, strlen (line));
      return TRUE;
    }

  return name[0] != '\0' && version[0] == '2' && (version[1] == '.' || version[1] == '\n');
}

static gboolean
read_esp (const char *text, char *name, gsize n_name)
{
  const char *at = strstr (text, "ESP30");

  if (at == NULL)
    return FALSE;
  copy_name (name, n_name, at, strcspn (at, "\r\n"));

  return TRUE;
}

/* One letter, with or without an end of line, and behind an echo of the question or not. */
static gboolean
read_vxm (const char *text, char *name, gsize n_name)
{
  g_autofree char *answer = g_strstrip (g_strdup (text));
  const char *at = answer;

  if (at[0] == 'V')
    at += 1 + strspn (at + 1, "\r\n");
  g_strlcpy (name, "Velmex VXM", n_name);

  return strlen (at) == 1 && strchr ("RBJb", at[0]) != NULL;
}

gboolean
ins_stage_probe_read_answer (const InsStageProbe *probe, const char *text, char *name, gsize n_name)
{
  static const struct
  {
    const char *protocol;
    gboolean (*read) (const char *text, char *name, gsize n_name);
  } readers[] = {
    { "grbl", read_grbl }, { "marlin", read_marlin }, { "zaber", read_zaber },
    { "pi-gcs", read_pi }, { "esp301", read_esp },    { "vxm", read_vxm },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (readers); i++)
    if (strcmp (probe->protocol, readers[i].protocol) == 0)
      return readers[i].read (text, name, n_name);

  return FALSE;
}
