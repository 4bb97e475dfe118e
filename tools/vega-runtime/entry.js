// The part of Vega that draws a compiled spec without eval: no loading of data, maps or forces.
import { transforms } from 'vega-dataflow';
import * as transformsOfData from 'vega-transforms';
import * as transformsOfView from 'vega-view-transforms';
import * as encoders from 'vega-encode';
import { View } from 'vega-view';
import { parse } from 'vega-parser';
import { expressionInterpreter } from 'vega-interpreter';

for (const part of [transformsOfData, transformsOfView, encoders]) Object.assign(transforms, part);

export { View, parse, expressionInterpreter };
