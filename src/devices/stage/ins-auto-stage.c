/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "core/ins-error.h"
#include "devices/stage/ins-auto-stage.h"
#include "devices/stage/ins-proxy-stage.h"
#include "devices/stage/ins-stage-finder.h"

struct _InsAutoStage
{
  InsProxyStage parent_instance;

  /* read-only after new */
  char *transport;
  char *text; /* the whole address */
  InsStageOptions options;
  gboolean has_options;

  InsStageFound found; /* owner; family NULL: not yet */
};

#define INS_TYPE_AUTO_STAGE (ins_auto_stage_get_type ())
G_DECLARE_FINAL_TYPE (InsAutoStage, ins_auto_stage, INS, AUTO_STAGE, InsProxyStage)

G_DEFINE_FINAL_TYPE (InsAutoStage, ins_auto_stage, INS_TYPE_PROXY_STAGE)

static InsStage *
open_found (InsAutoStage *self, GCancellable *cancellable, GError **error)
{
  const InsStageFamily *family = self->found.family;
  g_autofree char *address = self->found.baud != 0
                                 ? g_strdup_printf ("%s@%u", self->transport, self->found.baud)
                                 : g_strdup (self->transport);
  g_autoptr (InsTransport) transport = NULL;
  g_autoptr (InsStage) driver = NULL;

  if (self->has_options && !family->has_options)
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI,
                   _ ("“%s”: %s was found there, whose address takes no options."), self->text,
                   self->found.name);
      return NULL;
    }
  transport = ins_transport_new_from_uri (address, family->baud, error);
  if (transport == NULL)
    return NULL;
  driver = family->create (transport, &self->options);
  if (ins_stage_open (driver, cancellable, error))
    return g_steal_pointer (&driver);

  return NULL;
}

static InsStage *
auto_open_driver (InsProxyStage *stage, GCancellable *cancellable, GError **error)
{
  InsAutoStage *self = INS_AUTO_STAGE (stage);
  gboolean was_found = self->found.family != NULL;
  GError *problem = NULL;
  InsStage *driver;

  if (!was_found && !ins_stage_find (self->transport, cancellable, &self->found, error))
    return NULL;
  driver = open_found (self, cancellable, &problem);
  if (driver != NULL)
    return driver;
  /* another controller may be plugged in there by now: looks anew the next time */
  if (!g_error_matches (problem, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY) &&
      !g_error_matches (problem, INS_DEVICE_ERROR, INS_DEVICE_ERROR_NOT_FOUND) &&
      !g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    self->found.family = NULL;
  g_propagate_error (error, problem);

  return NULL;
}

static void
ins_auto_stage_finalize (GObject *object)
{
  InsAutoStage *self = INS_AUTO_STAGE (object);

  g_free (self->transport);
  g_free (self->text);

  G_OBJECT_CLASS (ins_auto_stage_parent_class)->finalize (object);
}

static void
ins_auto_stage_class_init (InsAutoStageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ins_auto_stage_finalize;
  INS_PROXY_STAGE_CLASS (klass)->open_driver = auto_open_driver;
}

static void
ins_auto_stage_init (InsAutoStage *self)
{
}

InsStage *
ins_auto_stage_new (const InsUri *uri, GError **error)
{
  g_autoptr (InsTransport) transport = ins_transport_new_from_uri (uri->rest, 115200, error);
  InsStageOptions options;
  InsAutoStage *self;

  if (transport == NULL || !ins_stage_options_parse (&options, uri, error))
    return NULL;
  self = g_object_new (INS_TYPE_AUTO_STAGE, NULL);
  self->transport = g_strdup (uri->rest);
  self->text = g_strdup (uri->text);
  self->options = options;
  self->has_options = g_hash_table_size (uri->options) > 0;

  return INS_STAGE (self);
}
