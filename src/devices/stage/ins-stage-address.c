/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "core/ins-uri.h"
#include "devices/stage/ins-auto-stage.h"
#include "devices/stage/ins-composed-stage.h"
#include "devices/stage/ins-stage-address.h"
#include "devices/stage/ins-stage-family.h"

#define AUTO "auto"

static InsStage *
set_error (const char *text, GError **error, const char *why)
{
  /* Translators: a device address, then what is wrong with it */
  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI, _ ("“%s”: %s"), text, why);

  return NULL;
}

static void
set_unknown_error (const char *text, GError **error)
{
  g_autofree char *known = g_strjoinv (", ", (char **)ins_stage_family_names ());

  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI,
               _ ("“%s” is not a stage that this version knows. Write sim, or a protocol (%s; auto "
                  "finds out) and a port, as in grbl:serial:/dev/ttyUSB0, grbl:tcp:HOST:PORT, "
                  "grbl:unix:PATH."),
               text, known);
}

static InsStage *
single_new (const InsUri *uri, GError **error)
{
  static const char *const no_options[] = { NULL };
  const InsStageFamily *family = ins_stage_family_find (uri->scheme);
  g_autoptr (InsTransport) transport = NULL;
  InsStageOptions options;

  if (strcmp (uri->scheme, AUTO) == 0)
    return ins_auto_stage_new (uri, error);
  if (family == NULL)
    {
      set_unknown_error (uri->text, error);
      return NULL;
    }
  ins_stage_options_init (&options);
  if (family->has_options ? !ins_stage_options_parse (&options, uri, error)
                          : !ins_uri_check_options (uri, no_options, error))
    return NULL;
  transport = ins_transport_new_from_uri (uri->rest, family->baud, error);

  return transport != NULL ? family->create (transport, &options) : NULL;
}

/* ---- several -------------------------------------------------------------------------------- */

/* A plus sign may also stand in a path: only one before a protocol joins. */
static gboolean
is_protocol (const char *text)
{
  g_autofree char *scheme = g_strndup (text, strcspn (text, ":"));

  return text[strlen (scheme)] == ':' &&
         (strcmp (scheme, AUTO) == 0 || ins_stage_family_find (scheme) != NULL);
}

/* (transfer full) (element-type utf8) */
static GPtrArray *
split (const char *text)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func (g_free);
  const char *begin = text;

  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at != '+' || !is_protocol (at + 1))
        continue;
      g_ptr_array_add (parts, g_strndup (begin, (gsize)(at - begin)));
      begin = at + 1;
    }
  g_ptr_array_add (parts, g_strdup (begin));

  return parts;
}

/* Families without options have the axes X, Y and Z. */
static gboolean
wire_letters (InsComposedPart *part,
              const InsUri *uri,
              const InsStageOptions *options,
              GError **error)
{
  static const char *const known[] = { "x", "y", "z", "home", NULL };

  if (!ins_uri_check_options (uri, known, error))
    return FALSE;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      const char *name = options->name[axis];
      const char *letter = strlen (name) == 1 ? strchr (INS_AXIS_LETTERS, g_ascii_toupper (name[0]))
                                              : NULL;

      if (!options->has_name[axis] || name[0] == '\0')
        continue;
      if (letter == NULL)
        {
          set_error (uri->text, error,
                     _ ("this controller's axes are called X, Y and Z; write x=X, or z=-X to turn "
                        "it round and lead it elsewhere."));
          return FALSE;
        }
      part->axis[axis] = (int)(letter - INS_AXIS_LETTERS);
      part->sign[axis] = options->sign[axis];
    }

  return TRUE;
}

/* Axes that are not named belong to another part. */
static void
wire_options (InsComposedPart *part, InsStageOptions *options)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      if (!options->has_name[axis])
        options->name[axis][0] = '\0';
      options->has_name[axis] = TRUE;
      if (options->name[axis][0] != '\0')
        part->axis[axis] = (int)axis;
    }
}

static gboolean
has_axis (const InsComposedPart *part)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (part->axis[axis] != INS_COMPOSED_NO_AXIS)
      return TRUE;

  return FALSE;
}

/* part->stage is (transfer full). */
static gboolean
part_new (InsComposedPart *part, const InsUri *uri, InsStageOptions *options, GError **error)
{
  const InsStageFamily *family = ins_stage_family_find (uri->scheme);
  g_autoptr (InsTransport) transport = NULL;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      part->axis[axis] = INS_COMPOSED_NO_AXIS;
      part->sign[axis] = 1;
    }
  if (family == NULL)
    {
      set_error (uri->text, error,
                 _ ("in a stage of several controllers each has to have its protocol; "
                    "“insonify-cli devices --probe” finds it out."));
      return FALSE;
    }
  if (!ins_stage_options_parse (options, uri, error))
    return FALSE;
  if (family->has_options)
    wire_options (part, options);
  else if (!wire_letters (part, uri, options, error))
    return FALSE;
  if (!has_axis (part))
    {
      set_error (uri->text, error,
                 _ ("in a stage of several controllers each has to say which axes it has, such as "
                    "x=1&y=2."));
      return FALSE;
    }
  transport = ins_transport_new_from_uri (uri->rest, family->baud, error);
  part->stage = transport != NULL ? family->create (transport, options) : NULL;

  return part->stage != NULL;
}

/* Each axis once. */
static gboolean
check_axes (const char *text, const InsComposedPart *parts, guint n_parts, GError **error)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      guint n = 0;

      for (guint i = 0; i < n_parts; i++)
        n += parts[i].axis[axis] != INS_COMPOSED_NO_AXIS;
      if (n > 1)
        {
          g_autofree char *why = g_strdup_printf (_ ("the %c axis is named twice."),
                                                  INS_AXIS_LETTERS[axis]);

          set_error (text, error, why);
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
read_parts (const char *text,
            const GPtrArray *texts,
            InsComposedPart *parts,
            InsStageOptions *order,
            GError **error)
{
  gboolean has_order = FALSE;

  ins_stage_options_init (order);
  for (guint i = 0; i < texts->len; i++)
    {
      g_autoptr (InsUri) uri = ins_uri_parse (texts->pdata[i], error);
      InsStageOptions options;

      if (uri == NULL || !part_new (&parts[i], uri, &options, error))
        return FALSE;
      if (ins_uri_get_text (uri, "home") == NULL)
        continue;
      if (has_order)
        {
          set_error (text, error, _ ("home= stands there twice; it is for all controllers."));
          return FALSE;
        }
      *order = options;
      has_order = TRUE;
    }

  return check_axes (text, parts, texts->len, error);
}

InsStage *
ins_stage_new_from_address (const char *text, GError **error)
{
  g_autoptr (GPtrArray) texts = split (text);
  InsComposedPart parts[INS_COMPOSED_MAXIMUM] = { 0 };
  InsStageOptions order;
  InsStage *self = NULL;

  if (texts->len == 1)
    {
      g_autoptr (InsUri) uri = ins_uri_parse (text, error);

      return uri != NULL ? single_new (uri, error) : NULL;
    }
  if (texts->len > INS_COMPOSED_MAXIMUM)
    return set_error (text, error, _ ("these are more controllers than axes."));
  if (read_parts (text, texts, parts, &order, error))
    self = ins_composed_stage_new (parts, texts->len, order.home_masks, order.n_home_masks);
  for (guint i = 0; i < texts->len; i++)
    g_clear_object (&parts[i].stage);

  return self;
}
