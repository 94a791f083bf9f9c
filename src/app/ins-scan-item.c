/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ins-scan-item.h"

struct _InsScanItem
{
  GObject parent_instance;

  InsScanSummary *summary;
  gboolean is_looked;
};

G_DEFINE_FINAL_TYPE (InsScanItem, ins_scan_item, G_TYPE_OBJECT)

static guint changed_signal;

void
ins_scan_item_take (InsScanItem *self, InsScanSummary *summary)
{
  ins_scan_summary_free (self->summary);
  self->summary = summary;
  self->is_looked = TRUE;
  g_signal_emit (self, changed_signal, 0);
}

const InsScanSummary *
ins_scan_item_get (InsScanItem *self)
{
  return self->summary;
}

gboolean
ins_scan_item_is_looked (InsScanItem *self)
{
  return self->is_looked;
}

static void
ins_scan_item_finalize (GObject *object)
{
  InsScanItem *self = INS_SCAN_ITEM (object);

  g_clear_pointer (&self->summary, ins_scan_summary_free);

  G_OBJECT_CLASS (ins_scan_item_parent_class)->finalize (object);
}

static void
ins_scan_item_class_init (InsScanItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ins_scan_item_finalize;
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
ins_scan_item_init (InsScanItem *self)
{
}

InsScanItem *
ins_scan_item_new (InsScanSummary *summary, gboolean is_looked)
{
  InsScanItem *self = g_object_new (INS_TYPE_SCAN_ITEM, NULL);

  self->summary = summary;
  self->is_looked = is_looked;

  return self;
}
