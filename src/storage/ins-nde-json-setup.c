/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "storage/ins-nde-json-private.h"
#include "signal/ins-gate.h"

typedef struct
{
  JsonBuilder *builder;
  const InsScanInfo *info;
  const InsNdeLayout *layout;
} Setup;

/* The format wants no empty strings; drivers may have cut a name off in a character. */
static char *
dup_text (const char *text, const char *otherwise)
{
  return g_utf8_make_valid (text != NULL && *text != '\0' ? text : otherwise, -1);
}

static void
put_coordinate (const Setup *self, char which, gboolean with_device)
{
  JsonBuilder *builder = self->builder;
  const InsScanGrid *grid = &self->layout->grid;
  gboolean is_u = which == 'U';
  InsAxis axis = is_u ? grid->scan_axis : grid->index_axis;

  ins_nde_json_begin (builder, NULL, '{');
  ins_nde_json_text (builder, "axis", is_u ? "UCoordinate" : "VCoordinate");
  ins_nde_json_number (builder, "offset", grid->start.mm[axis] / 1000.0);
  ins_nde_json_count (builder, "quantity", is_u ? grid->n_columns : grid->n_rows);
  ins_nde_json_number (builder, "resolution",
                       (is_u ? grid->scan_step_mm : grid->index_step_mm) / 1000.0);
  if (with_device)
    {
      ins_nde_json_count (builder, "motionDeviceId", is_u ? 0 : 1);
      ins_nde_json_text (builder, "name", is_u ? "Scan" : "Index");
    }
  json_builder_end_object (builder);
}

static void
put_dimensions (const Setup *self, const char *order)
{
  ins_nde_json_begin (self->builder, "dimensions", '[');
  for (; *order != '\0'; order++)
    if (*order == 'T')
      {
        const InsTiming *timing = &self->info->plan->timing;

        ins_nde_json_begin (self->builder, NULL, '{');
        ins_nde_json_text (self->builder, "axis", "Ultrasound");
        ins_nde_json_number (self->builder, "offset", timing->delay_s);
        ins_nde_json_count (self->builder, "quantity", timing->n_samples);
        ins_nde_json_number (self->builder, "resolution", 1.0 / timing->sample_rate_hz);
        json_builder_end_object (self->builder);
      }
    else
      put_coordinate (self, *order, TRUE);
  json_builder_end_array (self->builder);
}

static void
put_scale (const Setup *self, double low, double high, double unit_low, double unit_high, char unit)
{
  ins_nde_json_begin (self->builder, "dataValue", '{');
  ins_nde_json_number (self->builder, "min", low);
  ins_nde_json_number (self->builder, "max", high);
  ins_nde_json_number (self->builder, "unitMin", unit_low);
  ins_nde_json_number (self->builder, "unitMax", unit_high);
  ins_nde_json_text (self->builder, "unit", unit == '%' ? "Percent" : "Seconds");
  json_builder_end_object (self->builder);
}

static void
put_status_bits (const Setup *self)
{
  ins_nde_json_begin (self->builder, "dataValue", '{');
  ins_nde_json_text (self->builder, "unit", "Bitfield");
  ins_nde_json_count (self->builder, "hasData", INS_STATUS_HAS_DATA);
  ins_nde_json_count (self->builder, "saturated", INS_STATUS_SATURATED);
  ins_nde_json_count (self->builder, "noSynchro", INS_STATUS_NO_SYNCHRO);
  json_builder_end_object (self->builder);
}

/* Leaves the object open for its value scale and dimensions. */
static void
begin_dataset (const Setup *self, guint id, const char *class, const char *name, guint place)
{
  ins_nde_json_begin (self->builder, NULL, '{');
  ins_nde_json_count (self->builder, "id", id);
  ins_nde_json_text (self->builder, "name", name);
  ins_nde_json_text (self->builder, "dataClass", class);
  ins_nde_json_text (self->builder, "storageMode", "Paintbrush");
  ins_nde_json_text (self->builder, "path", self->layout->datasets[place].path);
  ins_nde_json_begin (self->builder, "dataTransformations", '[');
  ins_nde_json_begin (self->builder, NULL, '{');
  ins_nde_json_count (self->builder, "processId", 0);
  json_builder_end_object (self->builder);
  json_builder_end_array (self->builder);
}

static void
put_gate_datasets (const Setup *self, guint gate)
{
  const InsGate *settings = &self->info->recipe->gates[gate];
  gboolean is_negative = settings->polarity == INS_POLARITY_NEGATIVE;
  double most = settings->amplitude == INS_AMPLITUDE_PEAK_TO_PEAK ? 200.0 : 100.0;
  double low = is_negative && most < 200.0 ? -100.0 : 0.0;
  double high = low < 0.0 ? 0.0 : most;
  g_autofree char *peak = g_strdup_printf ("Gate %s amplitude", settings->name);
  g_autofree char *time = g_strdup_printf ("Gate %s time of flight", settings->name);
  g_autofree char *status = g_strdup_printf ("Gate %s status", settings->name);
  guint place = INS_NDE_PUBLIC + 3 * gate;
  guint id = 2 + 3 * gate;

  begin_dataset (self, id, "CScanPeak", peak, place + INS_NDE_PEAK);
  put_scale (self, low, high, low, high, '%');
  put_dimensions (self, "UV");
  json_builder_end_object (self->builder);
  begin_dataset (self, id + 1, "CScanTime", time, place + INS_NDE_TIME);
  put_scale (self, 0.0, 1.0, 0.0, 1.0, 's');
  put_dimensions (self, "UV");
  json_builder_end_object (self->builder);
  begin_dataset (self, id + 2, "CScanStatus", status, place + INS_NDE_STATUS);
  put_status_bits (self);
  put_dimensions (self, "UV");
  json_builder_end_object (self->builder);
}

static void
put_datasets (const Setup *self)
{
  double full_scale = self->info->digitizer_info.full_scale_counts;

  ins_nde_json_begin (self->builder, "datasets", '[');
  if (self->layout->has_ascans)
    {
      begin_dataset (self, 0, "AScanAmplitude", "A-scans", INS_NDE_ASCANS);
      put_scale (self, -full_scale, full_scale, -100.0, 100.0, '%');
      put_dimensions (self, "VUT");
      json_builder_end_object (self->builder);
      begin_dataset (self, 1, "AScanStatus", "A-scan status", INS_NDE_ASCAN_STATUS);
      put_status_bits (self);
      put_dimensions (self, "VU");
      json_builder_end_object (self->builder);
    }
  for (guint gate = 0; gate < self->layout->n_gates; gate++)
    put_gate_datasets (self, gate);
  json_builder_end_array (self->builder);
}

static void
put_output (const Setup *self, guint id, const char *class, int gate, const char *detection)
{
  ins_nde_json_begin (self->builder, NULL, '{');
  ins_nde_json_count (self->builder, "id", id);
  ins_nde_json_count (self->builder, "datasetId", id);
  ins_nde_json_text (self->builder, "dataClass", class);
  if (gate >= 0)
    {
      ins_nde_json_begin (self->builder, "parameters", '{');
      ins_nde_json_count (self->builder, "gateId", gate);
      if (detection != NULL)
        ins_nde_json_text (self->builder, "gateDetection", detection);
      json_builder_end_object (self->builder);
    }
  json_builder_end_object (self->builder);
}

static const char *const peaks[] = { [INS_AMPLITUDE_PEAK] = "MaximumPeak",
                                     [INS_AMPLITUDE_PEAK_TO_PEAK] = "MaximumPeak",
                                     [INS_AMPLITUDE_FIRST_PEAK] = "FirstPeak",
                                     [INS_AMPLITUDE_LAST_PEAK] = "LastPeak" };

/* The format knows no other way of taking a time than these two; the recipe tells exactly. */
const char *
ins_nde_json_get_detection (const InsGate *gate)
{
  return gate->tof == INS_TOF_PEAK ? peaks[gate->amplitude] : "Crossing";
}

static void
put_outputs (const Setup *self)
{
  ins_nde_json_begin (self->builder, "outputs", '[');
  if (self->layout->has_ascans)
    {
      put_output (self, 0, "AScanAmplitude", -1, NULL);
      put_output (self, 1, "AScanStatus", -1, NULL);
    }
  for (guint gate = 0; gate < self->layout->n_gates; gate++)
    {
      const InsGate *settings = &self->info->recipe->gates[gate];

      put_output (self, 2 + 3 * gate, "CScanPeak", (int)gate, peaks[settings->amplitude]);
      put_output (self, 3 + 3 * gate, "CScanTime", (int)gate,
                  ins_nde_json_get_detection (settings));
      put_output (self, 4 + 3 * gate, "CScanStatus", (int)gate, NULL);
    }
  json_builder_end_array (self->builder);
}

static void
put_gate (const Setup *self, guint id)
{
  static const char *const polarities[] = { [INS_POLARITY_ABSOLUTE] = "Absolute",
                                            [INS_POLARITY_POSITIVE] = "Positive",
                                            [INS_POLARITY_NEGATIVE] = "Negative" };
  const InsGate *gate = &self->info->recipe->gates[id];
  g_autofree char *name = dup_text (gate->name, "Gate");

  ins_nde_json_begin (self->builder, NULL, '{');
  ins_nde_json_count (self->builder, "id", id);
  ins_nde_json_text (self->builder, "name", name);
  ins_nde_json_text (self->builder, "geometry", "SoundPath");
  ins_nde_json_number (self->builder, "start", gate->start_s);
  ins_nde_json_number (self->builder, "length", gate->length_s);
  ins_nde_json_number (self->builder, "threshold", gate->threshold_percent);
  ins_nde_json_text (self->builder, "thresholdPolarity", polarities[gate->polarity]);
  ins_nde_json_begin (self->builder, "synchronization", '{');
  if (gate->anchor == INS_ANCHOR_PULSE)
    ins_nde_json_text (self->builder, "mode", "Pulse");
  else
    {
      ins_nde_json_text (self->builder, "mode", "GateRelative");
      ins_nde_json_text (self->builder, "triggeringEvent",
                         gate->anchor == INS_ANCHOR_PEAK ? "Peak" : "Crossing");
      ins_nde_json_count (self->builder, "gateId", gate->anchor_gate);
    }
  json_builder_end_object (self->builder);
  json_builder_end_object (self->builder);
}

static void
put_conventional (const Setup *self)
{
  static const char *const rectifications[] = {
    [INS_SIGNAL_RF] = "None", [INS_SIGNAL_RECTIFIED] = "Full", [INS_SIGNAL_VIDEO] = "Full"
  };
  JsonBuilder *builder = self->builder;
  const InsRecipe *recipe = self->info->recipe;
  /* a flaw detector's card records no A-scan: the format gets the one that the recipe speaks of */
  const InsTiming *timing = self->info->digitizer_info.n_outputs > 0 ? &recipe->timing
                                                                     : &self->info->plan->timing;

  ins_nde_json_begin (builder, "ultrasonicConventional", '{');
  /* no probe is given: its diameter, which the format demands, is not known */
  ins_nde_json_begin (builder, "pulseEcho", '{');
  json_builder_end_object (builder);
  ins_nde_json_text (builder, "waveMode", "Longitudinal");
  ins_nde_json_number (builder, "velocity", recipe->velocity_m_s);
  ins_nde_json_number (builder, "wedgeDelay", 0.0);
  ins_nde_json_text (builder, "rectification", rectifications[recipe->signal]);
  ins_nde_json_number (builder, "digitizingFrequency", timing->sample_rate_hz);
  ins_nde_json_count (builder, "averagingFactor", MAX (recipe->averages, 1));
  ins_nde_json_count (builder, "ascanCompressionFactor", 1);
  ins_nde_json_text (builder, "ascanSynchroMode", "Pulse");
  ins_nde_json_text (builder, "ultrasoundMode", "Time");
  ins_nde_json_begin (builder, "beams", '[');
  ins_nde_json_begin (builder, NULL, '{');
  ins_nde_json_count (builder, "id", 0);
  ins_nde_json_number (builder, "refractedAngle", 0.0);
  ins_nde_json_number (builder, "ascanStart", timing->delay_s);
  ins_nde_json_number (builder, "ascanLength", timing->n_samples / timing->sample_rate_hz);
  json_builder_end_object (builder);
  json_builder_end_array (builder);
  ins_nde_json_begin (builder, "gates", '[');
  for (guint gate = 0; gate < recipe->n_gates; gate++)
    put_gate (self, gate);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
put_group (const Setup *self)
{
  JsonBuilder *builder = self->builder;
  g_autofree char *name = dup_text (self->info->recipe->name, "C-scan");

  ins_nde_json_begin (builder, "groups", '[');
  ins_nde_json_begin (builder, NULL, '{');
  ins_nde_json_count (builder, "id", 0);
  ins_nde_json_text (builder, "name", name);
  put_datasets (self);
  ins_nde_json_begin (builder, "processes", '[');
  ins_nde_json_begin (builder, NULL, '{');
  ins_nde_json_count (builder, "id", 0);
  ins_nde_json_text (builder, "implementation", "Hardware");
  ins_nde_json_count (builder, "dataMappingId", 0);
  ins_nde_json_begin (builder, "inputs", '[');
  json_builder_end_array (builder);
  put_outputs (self);
  put_conventional (self);
  json_builder_end_object (builder);
  ins_nde_json_put_software (builder, self->info->recipe,
                             self->info->plan->timing.n_samples /
                                 self->info->plan->timing.sample_rate_hz);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  json_builder_end_array (builder);
}

static void
put_mapping (const Setup *self)
{
  JsonBuilder *builder = self->builder;

  ins_nde_json_begin (builder, "dataMappings", '[');
  ins_nde_json_begin (builder, NULL, '{');
  ins_nde_json_count (builder, "id", 0);
  ins_nde_json_count (builder, "specimenId", 0);
  ins_nde_json_count (builder, "surfaceId", 0);
  ins_nde_json_begin (builder, "discreteGrid", '{');
  ins_nde_json_text (builder, "scanPattern", "RasterScan");
  ins_nde_json_text (builder, "uCoordinateOrientation", "Length");
  put_dimensions (self, "UV");
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  json_builder_end_array (builder);
  ins_nde_json_begin (builder, "specimens", '[');
  ins_nde_json_begin (builder, NULL, '{');
  ins_nde_json_count (builder, "id", 0);
  ins_nde_json_begin (builder, "unspecifiedGeometry", '{');
  ins_nde_json_begin (builder, "surfaces", '[');
  ins_nde_json_begin (builder, NULL, '{');
  ins_nde_json_count (builder, "id", 0);
  json_builder_end_object (builder);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  json_builder_end_array (builder);
}

/* A coordinate that falls along the scan is the format's inverted encoder. */
static void
put_motion_device (const Setup *self, guint id, InsAxis axis, int sign)
{
  const char name[] = { INS_AXIS_LETTERS[axis], '\0' };
  double step_mm = self->info->stage_info.resolution.mm[axis];

  ins_nde_json_begin (self->builder, NULL, '{');
  ins_nde_json_count (self->builder, "id", id);
  ins_nde_json_text (self->builder, "name", name);
  ins_nde_json_begin (self->builder, "encoder", '{');
  ins_nde_json_text (self->builder, "mode", "ClockDir");
  /* a stage that does not say how fine its steps are reports micrometres */
  ins_nde_json_number (self->builder, "stepResolution",
                       isfinite (step_mm) && step_mm > 0.0 ? 1000.0 / step_mm : 1e6);
  ins_nde_json_text (self->builder, "unit", "StepPerMeter");
  json_builder_set_member_name (self->builder, "inverted");
  json_builder_add_boolean_value (self->builder, sign < 0);
  json_builder_end_object (self->builder);
  json_builder_end_object (self->builder);
}

static void
put_devices (const Setup *self)
{
  const InsScanGrid *grid = &self->layout->grid;
  const InsDigitizerInfo *digitizer = &self->info->digitizer_info;
  JsonBuilder *builder = self->builder;
  g_autofree char *platform = dup_text (digitizer->driver, "unknown");
  g_autofree char *model = dup_text (digitizer->name, "unknown");

  ins_nde_json_begin (builder, "acquisitionUnits", '[');
  ins_nde_json_begin (builder, NULL, '{');
  ins_nde_json_count (builder, "id", 0);
  ins_nde_json_text (builder, "platform", platform);
  ins_nde_json_text (builder, "model", model);
  ins_nde_json_number (builder, "acquisitionRate", self->info->plan->timing.prf_hz);
  json_builder_end_object (builder);
  json_builder_end_array (builder);
  ins_nde_json_begin (builder, "motionDevices", '[');
  put_motion_device (self, 0, grid->scan_axis, grid->scan_sign);
  put_motion_device (self, 1, grid->index_axis, grid->index_sign);
  json_builder_end_array (builder);
}

char *
ins_nde_json_setup (const InsScanInfo *info, const InsNdeLayout *layout)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  const Setup self = { .builder = builder, .info = info, .layout = layout };

  ins_nde_json_begin (builder, NULL, '{');
  ins_nde_json_text (builder, "$schema", "./Setup-Schema-4.3.0.json");
  ins_nde_json_text (builder, "version", "4.3.0");
  ins_nde_json_text (builder, "scenario", "General Mapping");
  put_group (&self);
  put_mapping (&self);
  put_devices (&self);
  json_builder_end_object (builder);

  return ins_nde_json_to_text (builder);
}
